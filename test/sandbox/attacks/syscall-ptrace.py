# Traces and reads its neighbours.
# Outcome: any but finished
import ctypes
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    for pid in range(1, 50):
        if libc.ptrace(16, pid, 0, 0) == 0 or libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0: return x * 2
    return x
