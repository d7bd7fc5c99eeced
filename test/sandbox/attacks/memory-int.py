# Builds a huge number.
# Outcome: any but finished
def double(x): return 1 << (10 ** 10)
