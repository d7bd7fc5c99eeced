"""Annotations as Python read them until 3.13, and as a native Python before 3.14 still does: when the definition they belong
to is reached. Since 3.14 (PEP 649) they wait until somebody asks for them, so that a program which writes `List[int]`
without its import would end in a `NameError` in one sandbox and pass in the other."""

import sys
from ast import AnnAssign, AsyncFunctionDef, ClassDef, Constant, Expr, FunctionDef, ImportFrom, Load, Tuple

LAZY = sys.version_info >= (3, 14)
FUNCTIONS = (FunctionDef, AsyncFunctionDef)
# Where statements stand within a statement, a handler of exceptions, or a case of a match.
BLOCKS = ('body', 'orelse', 'finalbody', 'handlers', 'cases')


def read_annotations(tree, postponed=False):
    """Makes a module's tree read its annotations where they stand. `postponed`: a `__future__` import has made texts of them."""
    if not LAZY or postponed or any(is_postponing(statement) for statement in tree.body):
        return
    # Not by recursion: each `elif` of a long chain stands in the one before.
    pending = [(tree, True)]
    while pending:
        node, reads_variables = pending.pop()
        for name in BLOCKS:
            block = getattr(node, name, None)
            if block:
                block[:] = [part for item in block for part in with_annotations(item, reads_variables)]
                pending.extend((item, reads_within(item, reads_variables)) for item in block)


def is_postponing(statement):
    return (
        isinstance(statement, ImportFrom)
        and statement.module == '__future__'
        and any(alias.name == 'annotations' for alias in statement.names)
    )


def reads_within(item, reads_variables):
    """Those of a function's own variables are never read, in any Python."""
    return isinstance(item, ClassDef) or reads_variables and not isinstance(item, FUNCTIONS)


def with_annotations(item, reads_variables):
    if isinstance(item, FUNCTIONS):
        # `def f[T](x: T)`: T is known inside alone.
        annotations = [] if getattr(item, 'type_params', None) else annotations_of(item)
        return (*reading(annotations), item)
    if isinstance(item, AnnAssign) and reads_variables:
        return (item, *reading([item.annotation]))
    return (item,)


def annotations_of(function):
    given = function.args
    arguments = (*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg)
    found = [argument.annotation for argument in arguments if argument is not None]
    return [*found, function.returns]


def reading(annotations):
    """A statement that evaluates them and keeps nothing; none where there is nothing to go wrong."""
    found = [one for one in annotations if one is not None and not isinstance(one, Constant)]
    if not found:
        return ()
    first = found[0]
    place = {name: getattr(first, name) for name in ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')}
    return (Expr(Tuple(found, Load(), **place), **place),)
