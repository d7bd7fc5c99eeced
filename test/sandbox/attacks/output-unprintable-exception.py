# Raises an exception that cannot be printed.
# Outcome: raised
class Odd(Exception):
    def __str__(self): raise RuntimeError
    __repr__ = __str__
def double(x): raise Odd
