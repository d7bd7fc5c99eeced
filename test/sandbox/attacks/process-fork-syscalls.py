# Makes processes by every road there is, catching what fails.
# Outcome: any but finished
import ctypes, os
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.vfork.restype = ctypes.c_int
    tries = [lambda: os.fork(), lambda: os.forkpty()[0], lambda: os.posix_spawn('/usr/bin/env', ['env'], {}),
             lambda: libc.syscall(57), lambda: libc.syscall(56, 17, 0, 0, 0, 0), lambda: libc.syscall(435, 0, 88)]
    for attempt in tries:
        try:
            if attempt() >= 0: return x * 2
        except OSError: pass
    return x
