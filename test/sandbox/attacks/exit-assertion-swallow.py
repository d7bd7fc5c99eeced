# Raises the very exception that tests use.
# Outcome: raised
def double(x): raise AssertionError
