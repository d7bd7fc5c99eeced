# Allocates without end.
# Outcome: out-of-memory|raised|crashed
def double(x):
    held = []
    while True: held.append(bytearray(10 ** 7))
