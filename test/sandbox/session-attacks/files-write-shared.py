# Leaves files where other sessions might read them.
import os
for path in ('/left', '/usr/lib/left', '/dev/left', '/dev/shm/left', '/proc/self/mem', '/home/left', os.__file__):
    attempt(path, lambda: open(path, 'a').write('x'))
