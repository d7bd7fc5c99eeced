# Recurses without end.
# Outcome: crashed|raised|out-of-memory
import sys
sys.setrecursionlimit(10 ** 9)
def double(x): return double(x)
