"""What the two interpreters say to each other: JSON in which every value is of an exact, plain type.

Scalars and lists stand for themselves; everything else is an object with one key, its tag. A value of a
subclass is sent as its plain base value, read with the base class's own methods, a number of numpy as the number it
is. What is not plain data is sent as a handle.
"""

import builtins
import json
import sys
from collections import Counter, deque
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

MAX_DEPTH = 150
MAX_ITEMS = 200_000
MAX_FRAME = 8 * 1024 * 1024
WORD = 1 << 63

SAFE_TYPES = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and not name.startswith('_') and not issubclass(value, Warning)
}
TYPE_NAMES = {value: name for name, value in SAFE_TYPES.items()}
SAFE_FUNCTIONS = {
    name: getattr(builtins, name)
    for name in (
        'abs all any ascii bin callable chr divmod format hash hex id iter len max min next oct ord pow repr '
        'round sorted sum'
    ).split()
}
FUNCTION_NAMES = {value: name for name, value in SAFE_FUNCTIONS.items()}
VIEWS = {type({}.keys()): 'K', type({}.values()): 'V', type({}.items()): 'I'}
ITERATORS = tuple(
    type(value)
    for value in (
        iter([]), iter(()), iter(''), iter({}), iter({}.values()), iter({}.items()), iter(set()), iter(range(0)),
        iter(range(1 << 70)), (_ for _ in ()), map(len, ()), filter(None, ()), zip(), enumerate(()), reversed([]),
        iter(b''), reversed({}), iter(deque()),
    )
)


class WireError(Exception):
    """A value that cannot travel, or a frame that is not what it should be."""


class TooLate(Exception):
    """The candidate has not answered a single question in the time for one."""


def scalar_of(value):
    """What a single number or truth value of numpy is to Python; None for everything else."""
    generic = getattr(sys.modules.get('numpy'), 'generic', None)
    if isinstance(generic, type) and isinstance(value, generic):
        item = value.item()
        return item if type(item) in (bool, int, float, complex) else None
    return None


def make_encoder(handle):
    """`handle(value)` answers for values that are not plain data, or raises WireError."""

    def items(values, depth):
        if depth > MAX_DEPTH:
            raise WireError('nested too deep')
        return [encode(value, depth) for value in values]

    def pairs(values, depth):
        if depth > MAX_DEPTH:
            raise WireError('nested too deep')
        return [[encode(key, depth), encode(value, depth)] for key, value in values]

    def integer(value, _depth):
        value = int.__add__(value, 0)
        return value if -WORD < value < WORD else {'i': hex(value)}

    def iterator(value, depth):
        taken = []
        for item in value:
            taken.append(encode(item, depth))
            if len(taken) > MAX_ITEMS:
                raise WireError('an iterator with more than %d items' % MAX_ITEMS)
        return {'n': taken}

    def instant(value, _depth):
        if value.tzinfo is not None:
            return handle(value)
        return {'M': list(value.timetuple()[:6]) + [value.microsecond]}

    dispatch = {
        type(None): lambda value, depth: None,
        bool: lambda value, depth: value,
        int: integer,
        float: lambda value, depth: float.__float__(value),
        str: lambda value, depth: str.__str__(value),
        list: lambda value, depth: items(list.__iter__(value), depth + 1),
        tuple: lambda value, depth: {'t': items(tuple.__iter__(value), depth + 1)},
        set: lambda value, depth: {'s': items(set.__iter__(value), depth + 1)},
        frozenset: lambda value, depth: {'z': items(frozenset.__iter__(value), depth + 1)},
        Counter: lambda value, depth: {'C': pairs(dict.items(value), depth + 1)},
        dict: lambda value, depth: {'d': pairs(dict.items(value), depth + 1)},
        bytes: lambda value, depth: {'b': bytes.hex(value)},
        bytearray: lambda value, depth: {'B': bytearray.hex(value)},
        complex: lambda value, depth: {'c': [value.real, value.imag]},
        range: lambda value, depth: {'r': [encode(value.start), encode(value.stop), encode(value.step)]},
        deque: lambda value, depth: {'q': [items(deque.__iter__(value), depth + 1), value.maxlen]},
        Fraction: lambda value, depth: {'F': [encode(value.numerator), encode(value.denominator)]},
        Decimal: lambda value, depth: {'D': Decimal.__str__(value)},
        datetime: instant,
        date: lambda value, depth: {'Y': [value.year, value.month, value.day]},
        timedelta: lambda value, depth: {'L': [value.days, value.seconds, value.microseconds]},
    }
    for kind, tag in VIEWS.items():
        dispatch[kind] = lambda value, depth, tag=tag: {tag: items(value, depth + 1)}
    for kind in ITERATORS:
        dispatch[kind] = lambda value, depth: iterator(value, depth + 1)
    find = dispatch.get

    def encode(value, depth=0):
        kind = type(value)
        encoder = find(kind)
        if encoder is not None:
            return encoder(value, depth)
        if isinstance(value, type) and value in TYPE_NAMES:
            return {'y': TYPE_NAMES[value]}
        for base in kind.__mro__[1:]:
            encoder = find(base)
            if encoder is not None:
                return encoder(value, depth)
        number = scalar_of(value)
        return handle(value) if number is None else find(type(number))(number, depth)

    return encode


def make_decoder(handle, functions):
    """`handle(payload)` gives the object behind a handle; `functions` are the builtin functions let through."""
    names = {**SAFE_TYPES, **functions}

    def view(tag):
        def build(values):
            if tag == 'K':
                return dict.fromkeys(values).keys()
            if tag == 'V':
                return dict(enumerate(values)).values()
            return dict(values).items()

        return build

    def stretch(value):
        start, stop, step = value
        return range(start, stop, step)

    def ring(value):
        values, size = value
        return deque(values, size)

    def pairs(value):
        return {key: item for key, item in value}

    def counted(value):
        counter = Counter()
        dict.update(counter, pairs(value))
        return counter

    builders = {
        'i': lambda value: int(value, 16),
        't': tuple,
        's': set,
        'z': frozenset,
        'C': counted,
        'd': pairs,
        'b': bytes.fromhex,
        'B': bytearray.fromhex,
        'c': lambda value: complex(*value),
        'r': stretch,
        'q': ring,
        'F': lambda value: Fraction(*value),
        'D': Decimal,
        'M': lambda value: datetime(*value),
        'Y': lambda value: date(*value),
        'L': lambda value: timedelta(*value),
        'K': view('K'),
        'V': view('V'),
        'I': view('I'),
        'n': iter,
        'y': lambda name: names[name],
        'h': handle,
    }

    def build(found):
        ((tag, value),) = found
        return builders[tag](value)

    def decode(text):
        try:
            return json.loads(text, object_pairs_hook=build)
        except Exception as error:
            raise WireError('a frame that cannot be read: %s' % type(error).__name__) from None

    return decode


def dump(tree):
    """The text of an encoded tree, bounded in size."""
    text = json.dumps(tree, separators=(',', ':'))
    if len(text) > MAX_FRAME:
        raise WireError('a value of more than %d bytes' % MAX_FRAME)
    return text
