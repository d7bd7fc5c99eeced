"""How a notebook shows the value of a cell's last expression: the text that `repr` gives, but containers that do not fit
into a line are broken over several, sets are sorted, classes and functions go by their full names."""

import builtins
import collections
import inspect
import re
import types

# See guest.session.py.
__builtins__ = dict(vars(builtins))
WIDTH = 79
MAX_ITEMS = 1000
BUILTINS = (None, 'builtins')


class TooLong(Exception):
    """More text than anybody wants to see."""


class Group:
    """What is broken together: in all its gaps or in none."""

    def __init__(self):
        self.gaps = 0
        self.broken = False


class Gap:
    """A space that may become a new line."""

    def __init__(self, group, indent):
        self.group, self.indent = group, indent


class Page:
    """Lays text out as it comes (Oppen, Prettyprinting, 1980): holds back what may still have to be broken, and breaks
    the outermost groups first. `limit` is in characters."""

    def __init__(self, limit):
        self.limit = limit
        self.done, self.column, self.length = [], 0, 0
        self.held, self.held_width = collections.deque(), 0
        self.indent = 0
        self.open = []
        # Groups that may still be broken, by depth.
        self.levels = [[]]
        self.enter(0)

    def enter(self, indent, opening=''):
        self.put(opening)
        group = Group()
        self.open.append(group)
        if len(self.levels) < len(self.open):
            self.levels.append([])
        self.levels[len(self.open) - 1].append(group)
        self.indent += indent

    def leave(self, indent, closing=''):
        self.indent -= indent
        group = self.open.pop()
        if group.gaps == 0:
            self.forget(group)
        self.put(closing)

    def forget(self, group):
        for level in self.levels:
            if group in level:
                level.remove(group)

    def put(self, text):
        if self.held:
            self.held.append(text)
            self.held_width += len(text)
            self.fit()
        else:
            self.print(text)

    def gap(self):
        group = self.open[-1]
        if group.broken:
            self.new_line()
            return
        group.gaps += 1
        self.held.append(Gap(group, self.indent))
        self.held_width += 1
        self.fit()

    def end_line(self):
        """A new line that must be; it breaks a group around it, if one can be."""
        self.break_outermost()
        self.new_line()

    def new_line(self):
        while self.held:
            self.release()
        self.print('\n' + ' ' * self.indent)
        self.column = self.indent

    def print(self, text):
        self.done.append(text)
        self.column += len(text)
        self.length += len(text)
        if self.length > self.limit:
            raise TooLong

    def release(self):
        """Prints the first thing that is held."""
        item = self.held.popleft()
        if isinstance(item, str):
            self.held_width -= len(item)
            self.print(item)
            return
        self.held_width -= 1
        item.group.gaps -= 1
        if item.group.broken:
            self.print('\n' + ' ' * item.indent)
            self.column = item.indent
            return
        if item.group.gaps == 0:
            self.forget(item.group)
        self.print(' ')

    def fit(self):
        while self.column + self.held_width > WIDTH and self.break_outermost():
            pass

    def break_outermost(self):
        """Breaks the outermost group that has gaps; those around it will be, should they get any. Whether there was one."""
        for level in self.levels:
            for position, group in enumerate(reversed(level)):
                if group.gaps:
                    # Not always the group itself: a slip of IPython's, which shows where a tuple is the key of a dict.
                    del level[position]
                    group.broken = True
                    self.release_all_of(group)
                    return True
            for group in level:
                group.broken = True
            level.clear()
        return False

    def release_all_of(self, group):
        while group.gaps:
            self.release()
        while self.held and isinstance(self.held[0], str):
            self.release()

    def text(self):
        while self.held:
            self.release()
        return ''.join(self.done)


class Display:
    """Shows one value on a page."""

    def __init__(self, page):
        self.page = page
        # Containers that are being shown, as one may hold itself.
        self.around = set()

    def show(self, value):
        self.page.enter(0)
        self.choose(value)
        self.page.leave(0)

    def choose(self, value):
        for kind in type(value).__mro__:
            show = SHOWN.get(kind)
            if show is not None:
                return show(self, value)
            if kind is not object and '__repr__' in kind.__dict__:
                return self.plain(value)
        return self.instance(value)

    def plain(self, value):
        self.page.enter(0)
        for number, line in enumerate(repr(value).splitlines()):
            if number:
                self.page.end_line()
            self.page.put(line)
        self.page.leave(0)

    def instance(self, value):
        self.page.put('<')
        self.show(type(value))
        self.page.put(' at 0x%x>' % id(value))

    def listing(self, items, show, opening, closing, tail=''):
        """Items between brackets, cut when they are too many."""
        page = self.page
        page.enter(len(opening), opening)
        for number, item in enumerate(items):
            if number:
                page.put(',')
                page.gap()
            if number == MAX_ITEMS:
                page.put('...')
                break
            show(item)
        page.put(tail)
        page.leave(len(opening), closing)

    def once(self, value, recursion, show):
        if id(value) in self.around:
            return self.page.put(recursion)
        self.around.add(id(value))
        try:
            show()
        finally:
            self.around.discard(id(value))

    def sequence(self, value, opening, closing):
        tail = ',' if opening == '(' and len(value) == 1 else ''
        self.once(value, opening + '...' + closing, lambda: self.listing(value, self.show, opening, closing, tail))

    def set(self, value, opening, closing):
        items = value if len(value) >= MAX_ITEMS else in_order(value)
        self.once(value, opening + '...' + closing, lambda: self.listing(items, self.show, opening, closing))

    def frozenset(self, value):
        if len(value):
            self.set(value, 'frozenset({', '})')
        else:
            self.page.put('frozenset()')

    def pair(self, item):
        self.show(item[0])
        self.page.put(': ')
        self.show(item[1])

    def dict(self, value):
        self.once(value, '{...}', lambda: self.listing(value.items(), self.pair, '{', '}'))

    def call(self, name, value, *arguments):
        """A value as the call that makes one like it."""
        self.page.enter(0)
        self.once(value, name + '(...)', lambda: self.listing(arguments, lambda show: show(), name + '(', ')'))
        self.page.leave(0)

    def argument(self, value):
        return lambda: self.show(value)

    def keyword(self, name, value):
        def show():
            self.page.enter(len(name) + 1, name + '=')
            self.show(value)
            self.page.leave(len(name) + 1)

        return show

    def deque(self, value):
        limit = [] if value.maxlen is None else [self.keyword('maxlen', value.maxlen)]
        self.call(type(value).__name__, value, self.argument(list(value)), *limit)

    def ordered_dict(self, value):
        items = [self.argument(list(value.items()))] if value else []
        self.call(type(value).__name__, value, *items)

    def default_dict(self, value):
        self.call(type(value).__name__, value, self.argument(value.default_factory), self.argument(dict(value)))

    def counter(self, value):
        items = [self.argument(dict(value))] if value else []
        self.call(type(value).__name__, value, *items)

    def mapping_proxy(self, value):
        self.call('mappingproxy', value, self.argument(value.copy()))

    def simple_namespace(self, value):
        items = [self.keyword(name, item) for name, item in vars(value).items()]
        self.call('namespace' if type(value) is types.SimpleNamespace else type(value).__name__, value, *items)

    def type(self, value):
        # A metaclass may show its classes in a way of its own.
        if next(kind for kind in type(value).__mro__ if '__repr__' in kind.__dict__) is not type:
            return self.plain(value)
        self.page.put(full_name(value, value.__qualname__))

    def function(self, value):
        name = full_name(value, value.__qualname__)
        try:
            name += str(inspect.signature(value))
        except Exception:
            pass
        self.page.put('<function %s>' % name)

    def exception(self, value):
        if '__repr__' in type(value).__dict__:
            return self.plain(value)
        name = full_name(type(value), type(value).__qualname__)
        self.call(name, value, *[self.argument(item) for item in value.args])

    def pattern(self, value):
        flags = [flag.name for flag in PATTERN_FLAGS if value.flags & flag]
        rest = [lambda: self.page.put('|'.join('re.' + flag for flag in flags))] if flags else []
        text = 'r' + repr(value.pattern).replace('\\\\', '\\')
        self.call('re.compile', value, lambda: self.page.put(text), *rest)


PATTERN_FLAGS = (re.IGNORECASE, re.LOCALE, re.MULTILINE, re.DOTALL, re.UNICODE, re.VERBOSE)
SHOWN = {
    list: lambda display, value: display.sequence(value, '[', ']'),
    tuple: lambda display, value: display.sequence(value, '(', ')'),
    set: lambda display, value: display.set(value, '{', '}') if len(value) else display.page.put('set()'),
    frozenset: Display.frozenset,
    dict: Display.dict,
    type: Display.type,
    BaseException: Display.exception,
    collections.Counter: Display.counter,
    collections.OrderedDict: Display.ordered_dict,
    collections.defaultdict: Display.default_dict,
    collections.deque: Display.deque,
    re.Pattern: Display.pattern,
    types.BuiltinFunctionType: Display.function,
    types.FunctionType: Display.function,
    types.MappingProxyType: Display.mapping_proxy,
    types.SimpleNamespace: Display.simple_namespace,
}


def full_name(value, name):
    module = getattr(value, '__module__', None)
    return name if module in BUILTINS or type(module) is not str else '%s.%s' % (module, name)


def in_order(items):
    for key in (None, str):
        try:
            return sorted(items, key=key)
        except Exception:
            pass
    return items


def shown(value, limit):
    """The text of a value, cut after so many characters. What its own `__repr__` raises is raised."""
    page = Page(limit)
    try:
        Display(page).show(value)
        return page.text()
    except TooLong:
        return ''.join(page.done)[:limit]
