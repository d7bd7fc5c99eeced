"""A session of Python as a notebook has it: cells run one after another in one namespace, and of each is told the value
of its last expression and the traceback it ended with. What a cell prints goes through the process's own streams, which
the sandbox captures.

Everything here shares an interpreter with hostile code: what it tells is data that the host checks. What a cell does to
builtins, to `sys` or to modules, it does to itself; so that a careless cell does not spoil the next one, this file keeps
its own hold of what it needs."""

import __future__

import ast
import builtins
import io
import linecache
import sys
import types
from json.encoder import encode_basestring_ascii

# Functions defined below look here for builtins, not where a cell may have put others.
__builtins__ = dict(vars(builtins))

from guest_annotations import read_annotations
from guest_candidate import exit_status_of, line_of, missing_of, outcome_of
from guest_display import shown
from guest_traces import Screen, message_of

MAX_MESSAGE = 500
MAX_VALUE = MAX_TRACEBACK = 1_000_000
FILE = '<cell %d>'
PROMPTS = ('>>> ', '... ', '>>>', '...')
# So that `from __future__` holds for later cells, and `await` may stand outside of functions.
FUTURES = tuple(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
TOP_LEVEL_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
NO_SHELL = 'there is no shell and there are no magics here, only Python'


class TimeoutError(KeyboardInterrupt):
    """What a cell is interrupted with; no `except Exception` keeps it."""


def to_json(value):
    """Text, whole numbers, None, and dicts of these. Not of `json`, whose parts a cell can replace."""
    if isinstance(value, dict):
        return '{%s}' % ','.join('%s:%s' % (to_json(key), to_json(item)) for key, item in value.items())
    if isinstance(value, str):
        return encode_basestring_ascii(value[:])
    return 'null' if value is None else '%d' % value


def normal(source):
    """A cell as it was meant: without empty lines in front, prompts, and a margin."""
    lines = source.replace('\r\n', '\n').replace('\r', '\n').split('\n')
    while lines and not lines[0].strip():
        lines.pop(0)
    if lines and lines[0].lstrip().startswith('>>>'):
        lines = [without_prompt(line) for line in lines]
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else ''
    if margin:
        lines = [line[len(margin) :] if line.startswith(margin) else line for line in lines]
    return '\n'.join(lines) + '\n'


def without_prompt(line):
    bare = line.lstrip()
    for prompt in PROMPTS:
        if bare.startswith(prompt):
            return bare[len(prompt) :]
    return line


def ends_quietly(source, statement):
    """Whether a semicolon follows the last statement, which keeps its value from being shown."""
    last = source.split('\n')[statement.end_lineno - 1].encode()
    return last[statement.end_col_offset :].lstrip().startswith(b';')


class Streams:
    """Standard input and output, given back to every cell."""

    def __init__(self):
        self.streams = [None, None, None]

    def make(self, number):
        raw = io.FileIO(number, 'wb' if number else 'rb', closefd=False)
        if number == 0:
            return io.TextIOWrapper(io.BufferedReader(raw), 'utf-8', 'replace')
        return io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace', line_buffering=True)

    def restore(self):
        for number, stream in enumerate(self.streams):
            try:
                usable = stream is not None and not stream.closed
            except ValueError:
                usable = False
            if not usable:
                self.streams[number] = self.make(number)
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__ = self.streams

    def flush(self):
        for stream in (sys.stdout, sys.stderr, *self.streams[1:]):
            try:
                stream.flush()
            except BaseException:
                pass


class Session:
    def __init__(self):
        self.module = types.ModuleType('__main__')
        self.space = self.module.__dict__
        self.space['__builtins__'] = builtins
        self.space['display'] = self.display
        self.space['Out'] = {}
        for name in ('_', '__', '___'):
            self.space[name] = ''
        self.latest = ['', '', '']
        self.streams = Streams()
        self.cells = {}
        self.futures = 0
        self.loop = None
        # Whether a cell is running, which can be interrupted.
        self.busy = False

    def interrupt(self, seconds):
        """Ends the cell that runs from within; for a signal's handler. Between cells it does nothing."""
        if self.busy:
            self.busy = False
            raise TimeoutError('Timed out after %g seconds.' % seconds)

    def display(self, *values):
        """As a notebook's `display`: shows values, whatever line they stand in."""
        for value in values:
            sys.stdout.write(shown(value, MAX_VALUE) + '\n')

    def run(self, source, number):
        """One cell; a report as JSON."""
        filename = FILE % number
        self.cells[filename] = number
        sys.modules['__main__'] = self.module
        self.streams.restore()
        report = {'outcome': 'finished', 'value': None, 'traceback': None}
        try:
            self.busy = True
            report['value'] = self.execute(normal(source), filename, number)
            self.busy = False
        except BaseException as error:
            self.busy = False
            report.update(self.failure(error, filename))
        self.streams.flush()
        return to_json(report)

    def execute(self, source, filename, number):
        linecache.cache[filename] = (len(source), None, [line + '\n' for line in source.split('\n')], filename)
        tree = compile(source, filename, 'exec', self.flags() | ast.PyCF_ONLY_AST, dont_inherit=True)
        tail = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not ends_quietly(source, tree.body[-1]):
            tail = ast.Expression(tree.body.pop().value)
        read_annotations(tree, self.futures & __future__.annotations.compiler_flag)
        body = compile(tree, filename, 'exec', self.flags(), dont_inherit=True)
        for flag in FUTURES:
            self.futures |= body.co_flags & flag
        if tail is not None:
            tail = compile(tail, filename, 'eval', self.flags(), dont_inherit=True)
        self.evaluate(body)
        value = None if tail is None else self.evaluate(tail)
        if value is None:
            return None
        text = shown(value, MAX_VALUE)
        self.keep(value, number)
        return text

    def flags(self):
        return self.futures | TOP_LEVEL_AWAIT

    def evaluate(self, code):
        value = eval(code, self.space)
        # A coroutine's code: something in it is awaited.
        return self.wait_for(value) if code.co_flags & 0x80 else value

    def wait_for(self, coroutine):
        if self.loop is None:
            import asyncio

            self.loop = asyncio.new_event_loop()
        return self.loop.run_until_complete(coroutine)

    def keep(self, value, number):
        """The names by which later cells have earlier values; unless the cells use these names for themselves."""
        names = ('_', '__', '___')
        if all(self.space.get(name) is latest for name, latest in zip(names, self.latest)):
            self.latest = [value, *self.latest[:2]]
            self.space.update(zip(names, self.latest))
        self.space['_%d' % number] = value
        if isinstance(self.space.get('Out'), dict):
            self.space['Out'][number] = value

    def failure(self, error, filename):
        """What a report says of an exception."""
        facts = {'type': type(error).__name__[:100], 'message': message_of(error)[:MAX_MESSAGE]}
        facts['line'] = line_of(error, filename)
        facts['missing'] = missing_of(error)
        try:
            text = self.trace(error, filename)
        except BaseException:
            text = '%s: %s' % (facts['type'], facts['message'])
        report = {'outcome': outcome_of(error), 'error': facts, 'value': None, 'traceback': text[:MAX_TRACEBACK]}
        status = exit_status_of(error)
        return report if status is None else {**report, 'status': status}

    def trace(self, error, filename):
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename not in self.cells:
            trace = trace.tb_next
        if isinstance(error, SystemExit):
            text = message_of(error)
            return 'SystemExit: ' + text if text else 'SystemExit'
        screen = Screen(self.cells)
        if not isinstance(error, SyntaxError):
            return screen.whole(error, trace)
        if trace is None and type(error.text) is str and error.text.lstrip()[:1] in ('!', '%'):
            error.msg = '%s (%s)' % (error.msg, NO_SHELL)
        return screen.syntax(error, trace)


def make_session():
    """The function `run(source, number)`, which gives a report as JSON: `{outcome, value, traceback, error?, status?}`."""
    return Session().run
