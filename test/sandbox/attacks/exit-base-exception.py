# Raises an exception class of its own that only derives from BaseException.
# Outcome: raised
class Done(BaseException): pass
def double(x): raise Done('all tests passed')
