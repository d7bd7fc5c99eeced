# Returns an iterator that never ends.
# Outcome: any but finished
import itertools
def double(x): return itertools.count()
