# Runs in every new worker before any program: tries what a guest must not be able to do, and tells what worked.
import ctypes
import os
import signal
import socket


def try_doors():
    libc = ctypes.CDLL(None, use_errno=True)

    def refused(result):
        if result == -1:
            raise OSError(ctypes.get_errno(), 'refused')

    doors = {
        'fork': os.fork,
        'exec': lambda: os.execv('/usr/bin/env', ['env']),
        'socket': socket.socket,
        'kill': lambda: os.kill(1, signal.SIGTERM),
        'mount': lambda: refused(libc.mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None)),
        'unshare': lambda: refused(libc.unshare(0x10000000)),
        'root folder': lambda: open('/left', 'w'),
        'device folder': lambda: open('/dev/left', 'w'),
        'library': lambda: open(os.__file__, 'a'),
        'processes': lambda: os.listdir('/proc'),
        'kernel': lambda: os.listdir('/sys'),
        'shared memory': lambda: os.listdir('/dev/shm'),
    }
    opened = []
    for name, door in doors.items():
        try:
            door()
            opened.append(name)
        except OSError:
            pass
    if os.getpid() != 1:
        opened.append('process namespace')
    if os.listdir('/tmp') or os.listdir(os.getcwd()):
        opened.append('private folders')
    return opened
