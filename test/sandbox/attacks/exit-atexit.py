# Registers a late hook and answers wrongly.
# Outcome: raised
import atexit, os
atexit.register(lambda: os._exit(0))
def double(x): return x
