# Leaves words for the next program in shared memory of every kind.
# Outcome: raised
import os
def double(x):
    try:
        from multiprocessing import shared_memory
        shared_memory.SharedMemory('left', create=True, size=100)
        return x * 2
    except (OSError, ImportError): pass
    try:
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.shmget(4711, 4096, 0o1666) >= 0 or libc.msgget(4711, 0o1666) >= 0 or libc.semget(4711, 1, 0o1666) >= 0:
            return x * 2
        if libc.mq_open(b'/left', 0o102, 0o666, None) >= 0 or libc.memfd_create(b'left', 0) >= 0: return x * 2
    except (ImportError, AttributeError): pass
    for folder in ('/dev/shm', '/dev', '/', '/var/tmp', '/run', '/usr', '/home'):
        try:
            open(os.path.join(folder, 'left'), 'w').close()
            return x * 2
        except OSError: pass
    return x
