# Changes the standard library for later programs.
# Outcome: raised
import os
def double(x):
    for action in (lambda: open('/lib/python314.zip', 'wb').write(b''), lambda: os.remove('/lib/python314.zip'),
                   lambda: os.rename('/lib', '/gone'), lambda: os.mkdir('/lib/python3.14/site-packages/json'),
                   lambda: os.truncate('/lib/python314.zip', 0), lambda: os.chmod('/lib/python314.zip', 0),
                   lambda: os.symlink('/tmp', '/lib/python3.14/site-packages/re')):
        try:
            action()
            return x * 2
        except OSError: pass
    return x
