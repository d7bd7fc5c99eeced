# Catches everything around a forbidden call and goes on.
# Outcome: crashed|raised
import sys
for name in ('ctypes', '_ctypes'): sys.modules.pop(name, None)
try:
    import ctypes
    ctypes.CDLL(None)
except BaseException:
    pass
def double(x): return x
