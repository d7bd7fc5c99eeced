# Asks for eight gigabytes at once.
# Outcome: any but finished
def double(x): return len(bytearray(2 ** 31 - 100)) + len(b'x' * (8 * 10 ** 9))
