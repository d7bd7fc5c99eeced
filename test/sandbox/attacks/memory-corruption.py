# Writes where it must not.
# Outcome: any but finished
import ctypes
def double(x):
    ctypes.memset(8, 1, 100)
    return x * 2
