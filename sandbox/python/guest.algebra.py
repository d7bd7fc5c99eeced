"""What most programs with sympy do first, done once before any of them is there: it fills caches and imports parts of
sympy that each of them would otherwise wait for again."""


def exercise(sympy):
    x, y = sympy.symbols('x y')
    sympy.integrate(x**2 * sympy.sin(x) + sympy.exp(-x), (x, 0, 1))
    sympy.solve([x**2 + y - 3, x - y], [x, y])
    sympy.solve(x**3 - 2 * x + 1, x)
    sympy.solveset(x**2 - 4, x, sympy.S.Reals)
    sympy.simplify((x**2 - 1) / (x - 1) + sympy.sqrt(8))
    sympy.trigsimp(sympy.sin(x) ** 2 + sympy.cos(x) ** 2)
    sympy.factor(sympy.expand((x + 1) ** 3 * (x - y)))
    sympy.limit(sympy.sin(x) / x, x, 0)
    sympy.series(sympy.log(1 + x), x, 0, 4)
    sympy.diff(sympy.tan(x) * x, x)
    sympy.Matrix([[1, 2], [3, 4]]).inv().det()
    sympy.parse_expr('2*x + 1/3')
    sympy.sympify('sqrt(2)*pi').evalf(30)
    sympy.summation(x, (x, 1, y))
    sympy.nsolve(sympy.cos(x) - x, x, 1)
    sympy.factorint(360), sympy.isprime(97), sympy.binomial(10, 3), sympy.gcd(12, 18)
    sympy.latex(sympy.Rational(1, 2) * sympy.sqrt(x)), str(sympy.pretty(x**2))
