"""Runs the candidate and answers for it. Everything here shares an interpreter with hostile code, so nothing
it says is believed: the host and the tests treat its answers as data."""

import ast
import builtins
import json
import linecache
import sys
import traceback
import types

from guest_annotations import read_annotations
from guest_wire import SAFE_FUNCTIONS, WireError, dump, make_decoder, make_encoder

MAX_MESSAGE = 500
MAX_TRACE = 4000
# What a Python commonly has beside its standard library, or in it where the system allows.
COMMON = frozenset(
    'numpy scipy pandas sympy matplotlib sklearn networkx torch tensorflow jax numba mpmath gmpy2 sortedcontainers '
    'nltk spacy requests bs4 lxml yaml PIL cv2 seaborn statsmodels cvxpy pulp ortools shapely z3 sage regex attr '
    'pydantic pytest more_itertools tqdm tkinter turtle tzdata curses ctypes ssl readline'.split()
)
# Of these the standard library has a part even where they are of no use.
CLOSED = frozenset(('ctypes', 'ssl'))


def text_of(error):
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:
        return 'an exception without a readable message'


def line_of(error, filename):
    line = None
    frames = error.__traceback__
    while frames is not None:
        if frames.tb_frame.f_code.co_filename == filename:
            line = frames.tb_lineno
        frames = frames.tb_next
    if line is None and isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno
    return line if type(line) is int else None


class Absence:
    """A finder that finds nothing, and remembers which absent modules the import system really looked for."""

    def __init__(self, names, refuse):
        self.names, self.refuse, self.wanted = names, refuse, set()

    def find_spec(self, name, path=None, target=None):
        top = name.partition('.')[0]
        if top in self.names:
            self.wanted.add(top)
            if self.refuse:
                raise ModuleNotFoundError('No module named %r' % name, name=name)
        return None


def watch_for(absent):
    """The last finder is asked for what no other has; what is there but of no use is refused by the first."""
    first, last = Absence(absent & CLOSED, True), Absence(absent - CLOSED, False)
    sys.meta_path.insert(0, first)
    sys.meta_path.append(last)
    return first, last


absences = []


def missing_of(error):
    """The absent module an error is about: only one that was looked for, so that no program can invent the lack."""
    if isinstance(error, ModuleNotFoundError) and type(error.name) is str:
        name = error.name.partition('.')[0]
        return name if any(name in absence.wanted for absence in absences) else None
    return None


def builtin_base(kind):
    for base in kind.__mro__:
        if base.__module__ == 'builtins' and getattr(builtins, base.__name__, None) is base:
            return base.__name__
    return 'BaseException'


def describe(error, filename):
    kind = type(error)
    return {
        'type': str(kind.__name__)[:100],
        'base': builtin_base(kind),
        'assertion': isinstance(error, AssertionError),
        'message': text_of(error),
        'line': line_of(error, filename),
        'missing': missing_of(error),
    }


def outcome_of(error):
    if isinstance(error, SystemExit):
        return 'exited-early'
    return 'out-of-memory' if isinstance(error, MemoryError) else 'raised'


def exit_status_of(error):
    """What the system is told by a program that ends with this exception; None for other exceptions."""
    if not isinstance(error, SystemExit):
        return None
    try:
        code = error.code
        if code is None:
            return 0
        if isinstance(code, int):
            return int(code) & 0xFF if -(1 << 31) <= code < 1 << 31 else 255
    except BaseException:
        pass
    return 1


def make_candidate(absent):
    """The functions `start` and `answer`; `absent` are modules that this Python lacks and others have."""
    absences.extend(watch_for(absent))
    state = {'space': None, 'file': 'program.py', 'print_errors': False}
    objects = []
    numbers = {}

    def handle(value):
        key = id(value)
        if key not in numbers:
            numbers[key] = len(objects)
            objects.append(value)
        kind = type(value)
        return {'h': [numbers[key], str(getattr(kind, '__name__', '?'))[:100]]}

    encode = make_encoder(handle)
    decode = make_decoder(lambda number: objects[number], SAFE_FUNCTIONS)

    def flush():
        for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    def open_space(name):
        module = types.ModuleType(name)
        sys.modules[name] = module
        state['space'] = module.__dict__
        module.__dict__['__builtins__'] = builtins

    def show(error):
        if state['print_errors'] and not isinstance(error, SystemExit):
            try:
                frames = None if isinstance(error, SyntaxError) else error.__traceback__.tb_next
                lines = traceback.format_exception(type(error), error, frames, limit=20)
                sys.__stderr__.write(''.join(lines)[-MAX_TRACE:])
            except BaseException:
                pass

    def execute(source, filename, interactive):
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        try:
            tree = ast.parse(source, filename)
            tail = None
            if interactive and tree.body and isinstance(tree.body[-1], ast.Expr):
                tail = ast.Expression(tree.body.pop().value)
            read_annotations(tree)
            exec(compile(tree, filename, 'exec', dont_inherit=True), state['space'])
            if tail is not None:
                value = eval(compile(tail, filename, 'eval', dont_inherit=True), state['space'])
                if value is not None:
                    print(value)
        except BaseException as error:
            show(error)
            status = exit_status_of(error)
            return {'outcome': outcome_of(error), 'error': describe(error, filename), 'status': status}
        finally:
            flush()
        return {'outcome': 'finished'}

    def start(text):
        """Runs a program text: `{name, source, file, interactive, fresh, print_errors}`."""
        order = json.loads(text)
        if order['fresh']:
            open_space(order['name'])
        state['file'] = order['file']
        state['print_errors'] = order['print_errors']
        return json.dumps(execute(order['source'], order['file'], order['interactive']))

    def bind(names):
        space = state['space']
        return {'d': [[name, encode(space[name])] for name in names if name in space]}

    def call(target, args, kwargs, sent):
        """The result, and the arguments again when the call changed them."""
        result = encode(target(*args, **kwargs))
        if not sent:
            return [result, None]
        after = [encode(list(args)), encode(kwargs)]
        return [result, after if dump(after) != sent else None]

    def step(target):
        """One item of an iterator, or that there is none."""
        try:
            return (True, next(target))
        except StopIteration:
            return (False, None)

    operations = {
        'get': lambda target, name: getattr(target, name),
        'set': lambda target, name, value: setattr(target, name, value),
        'len': lambda target: len(target),
        'iter': lambda target: iter(target),
        'next': step,
        'item': lambda target, key: target[key],
        'put': lambda target, key, value: type(target).__setitem__(target, key, value),
        'drop': lambda target, key: type(target).__delitem__(target, key),
        'enter': lambda target: type(target).__enter__(target),
        'exit': lambda target: type(target).__exit__(target, None, None, None),
        'str': lambda target: str(target),
        'repr': lambda target: repr(target),
        'isinstance': lambda target, value: isinstance(value, target),
    }

    def answer(text):
        """Answers a question of the tests: `[kind, payload…]`."""
        try:
            kind, *rest = decode(text)
            if kind == 'bind':
                return dump(['ok', bind(rest[0]), None])
            target = objects[rest[0]]
            if kind == 'call':
                result, changed = call(target, rest[1], rest[2], rest[3])
                return dump(['ok', result, changed])
            return dump(['ok', encode(operations[kind](target, *rest[1:])), None])
        except WireError as error:
            return json.dumps(['unfit', str(error)[:MAX_MESSAGE], None])
        except BaseException as error:
            values = None
            try:
                values = encode(tuple(error.args))
                if len(dump(values)) > 2000:
                    values = None
            except BaseException:
                pass
            facts = {'d': [[key, value] for key, value in describe(error, state['file']).items()]}
            return json.dumps(['raised', facts, values])

    return start, answer

