"""Whether running a text can change anything that outlives it. The process of the tests serves the next program only
after tests of which this is certain; after all others it is replaced. Tests are trusted, so that this guards against
accidents, such as a test that changes a setting of the interpreter, not against cunning."""

import ast

# Modules in which nothing can be changed but by the ways below.
MODULES = frozenset(
    'math cmath typing collections itertools functools operator heapq bisect copy string re datetime fractions hashlib '
    'statistics random json time'.split()
)
# Builtins that reach beyond the names of the text.
FAR = frozenset(
    'setattr delattr exec eval compile globals locals vars open input __import__ breakpoint exit quit help '
    'super object'.split()
)
# Methods that change what is shared.
CHANGING = frozenset('register cache_clear setstate seed tzset'.split())
# Of their own classes.
SPECIAL = frozenset(
    '__init__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __repr__ __str__ __len__ __iter__ __next__ __name__ '
    '__getitem__ __contains__ __bool__ __call__ __add__ __sub__ __mul__'.split()
)


def is_private(name):
    return name.startswith('_') and name != '_' and name not in SPECIAL


def is_tame_node(node):
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Load) and not is_private(node.attr) and node.attr not in CHANGING
    if isinstance(node, ast.Name):
        return node.id not in FAR and not is_private(node.id)
    if isinstance(node, ast.Import):
        return all(alias.name in MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module in MODULES and node.level == 0
    return True


def is_tame(text):
    try:
        return all(map(is_tame_node, ast.walk(ast.parse(text))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
