# Recurses through C code without end.
# Outcome: crashed|raised
import sys
sys.setrecursionlimit(10 ** 9)
class Deep:
    def __repr__(self): return repr(self)
def double(x): return repr(Deep())
