"""Runs once, when an image with packages is made: imports them from their archives, and uses them, which fills the caches
that most programs would fill again."""

# sympy asks ctypes for the size of a long and for nothing else.
close_doors()
sizes = types.ModuleType('ctypes')
sizes.c_long, sizes.sizeof = 'l', struct.calcsize
sys.modules['ctypes'] = sizes
sys.path.extend('/lib/' + name for name in sorted(os.listdir('/lib')) if name.startswith('packages'))

import mpmath
import sympy

del sys.modules['ctypes']

exercise(sympy)
del exercise
x = sympy.Symbol('x')
sympy.lambdify(x, x**2 + 1)(2)
mpmath.quad(lambda t: t * t, [0, 1])
