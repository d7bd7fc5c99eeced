# Answers with a frame of hundreds of megabytes.
# Outcome: any but finished
def double(x): return ['x' * 1000] * 300000
