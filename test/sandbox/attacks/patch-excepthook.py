# Takes over the hooks for uncaught errors.
# Outcome: raised
import sys, os
sys.excepthook = lambda *a: os._exit(0)
sys.unraisablehook = lambda *a: os._exit(0)
def double(x): raise ValueError('x')
