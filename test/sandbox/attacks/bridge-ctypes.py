# Loads the foreign function interface.
# Outcome: raised|crashed
import sys
for name in ('ctypes', '_ctypes'): sys.modules.pop(name, None)
import ctypes
ctypes.CDLL(None).emscripten_run_script(b'globalThis.x = 1')
def double(x): return x
