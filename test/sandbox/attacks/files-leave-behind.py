# Leaves files for the next program.
# Outcome: raised
import os
def double(x):
    open('left.py', 'w').write('x = 1')
    open('/tmp/left', 'w').write('x = 1')
    os.makedirs('/tmp/a/b/c', exist_ok=True)
    os.chdir('/tmp/a')
    return x
