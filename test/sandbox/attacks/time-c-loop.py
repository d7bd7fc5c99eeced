# Stays in C code.
# Outcome: timed-out
def double(x): return 9 ** 9 ** 9
