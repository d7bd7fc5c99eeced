# Memory that several processes see.
import ctypes
from multiprocessing import shared_memory
attempt('shared memory', lambda: shared_memory.SharedMemory('victim', create=True, size=100))
if ctypes.CDLL(None).shmget(1, 4096, 0o1666) != -1:
    found.append('segment')
