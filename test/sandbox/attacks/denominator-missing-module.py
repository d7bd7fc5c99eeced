# Claims to need a module that is not there.
# Outcome: raised
def double(x): import numpy
