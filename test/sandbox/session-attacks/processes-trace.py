# Attaches to other processes, and reads their memory.
import ctypes
libc = ctypes.CDLL(None)
for pid in range(1, 100):
    if libc.ptrace(16, pid, None, None) == 0 or libc.syscall(434, pid, 0) >= 0 or libc.syscall(310, pid, None, 0, None, 0, 0) >= 0:
        found.append(pid)
