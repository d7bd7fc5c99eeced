# Becomes somebody else, and takes capabilities.
# Outcome: any but finished
import ctypes, os
def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)
    for action in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.chroot('/tmp')):
        try:
            action()
            return x * 2
        except (OSError, AttributeError): pass
    return x * 2 if libc.capset(header, data) == 0 else x
