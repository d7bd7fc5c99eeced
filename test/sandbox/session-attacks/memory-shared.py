# Memory that several processes see.
import ctypes, mmap
from multiprocessing import shared_memory
attempt('shared memory', lambda: shared_memory.SharedMemory('victim', create=True, size=100))
libc = ctypes.CDLL(None)
attempt('segment', lambda: None if libc.shmget(1, 4096, 0o1666) == -1 else found.append('shmget'))
