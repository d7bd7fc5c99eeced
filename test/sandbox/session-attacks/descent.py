# Breaks the interpreter.
import ctypes
ctypes.memset(0, 1, 1 << 20)
