# Raises with a message of a hundred megabytes.
# Outcome: any but finished
def double(x): raise ValueError('x' * 10 ** 8)
