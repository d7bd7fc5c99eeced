# Defines a builtin that the tests use.
# Outcome: raised
def abs(x): return 0
def print(*a): pass
def isinstance(*a): return True
def double(x): return x
