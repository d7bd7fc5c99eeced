# Asks the kernel for more.
import ctypes, os, resource
libc = ctypes.CDLL(None)
for name, arguments in {'unshare': (0x10000000,), 'setuid': (0,), 'mount': (b'a', b'/tmp', b'tmpfs', 0, None), 'chroot': (b'/tmp',)}.items():
    if getattr(libc, name)(*arguments) == 0:
        found.append(name)
attempt('memory', lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2))
