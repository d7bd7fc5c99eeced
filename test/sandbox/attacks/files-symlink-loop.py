# Walks a loop of links.
# Outcome: any but finished
import os
def double(x):
    os.symlink('/tmp/b', '/tmp/a')
    os.symlink('/tmp/a', '/tmp/b')
    open('/tmp/a').read()
