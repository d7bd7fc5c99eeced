# Aborts the interpreter.
# Outcome: crashed
import os
def double(x): os.abort()
