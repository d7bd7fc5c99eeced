# Becomes another program.
# Outcome: any but finished
import os
def double(x):
    os.execv('/usr/bin/env', ['env'])
    return x * 2
