# Catches MemoryError and goes on.
# Outcome: timed-out|out-of-memory
def double(x):
    held = []
    while True:
        try: held.append(bytearray(10 ** 6))
        except MemoryError: pass
