# Defines names of the harness and of test frameworks.
# Outcome: raised
tests = run = assertEqual = lambda *a: True
__builtins__ = {}
def double(x): return x
