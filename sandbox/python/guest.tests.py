"""Runs the tests of a data set, which are trusted, in an interpreter the candidate has never been in. The
candidate is reached through `Remote` objects, which carry plain data only. The report that this module
returns is the verdict: nobody else can say "finished"."""

import builtins
import json
import symtable
from collections import deque

from guest_candidate import missing_of
from guest_wire import FUNCTION_NAMES, TooLate, WireError, dump, make_decoder, make_encoder

MAX_SOURCE_LINE = 200
GONE = 'the candidate is gone'


class Ended(BaseException):
    """The program is over, whatever the tests do with this."""


def make_channel(exchange):
    state = {'report': None}

    def end(outcome, kind, message, line=None, origin='candidate', missing=None):
        if state['report'] is None:
            error = {'type': kind, 'message': message, 'line': line, 'origin': origin}
            state['report'] = {'outcome': outcome, 'error': error, 'missing': missing}
        raise Ended

    def ask(text):
        """One question, one answer; both bounded."""
        if state['report'] is not None:
            raise Ended
        try:
            reply = exchange(text)
        except TooLate as late:
            end('timed-out', 'CallTimeout', str(late))
        if reply is None:
            end('crashed', 'SandboxError', GONE)
        return reply

    return state, end, ask


def make_tests(exchange):
    """The function that runs tests. `exchange(question)` gives the candidate's answer, None when it is gone, or
    raises WireError when what came is no answer, TooLate when none came in the time for one."""
    state, end, ask = make_channel(exchange)
    remotes = {}
    raised = []

    def number_of(remote):
        return object.__getattribute__(remote, '_number')

    def operate(remote, *question):
        return question_of([question[0], number_of(remote), *map(encode, question[1:])])[0]

    class Remote:
        """An object of the candidate. Equality is identity; what it says of itself is asked, never believed."""

        __slots__ = ('_number', '_kind')

        def __call__(self, *args, **kwargs):
            return call(self, args, kwargs)

        def __getattr__(self, name):
            return operate(self, 'get', name)

        def __setattr__(self, name, value):
            operate(self, 'set', name, value)

        # What could say yes to any question is not asked: truth, equality, order and membership are the
        # proxy's own, and there is no arithmetic (`abs(answer - expected) < 1e-6` would believe it). Items and
        # lengths are data and compared here.
        def __bool__(self):
            return True

        def __len__(self):
            return operate(self, 'len')

        def __iter__(self):
            found = operate(self, 'iter')
            # An iterator that is no plain data is asked item by item, so that it may be endless.
            return items_of(found) if type(found) is Remote else iter(found)

        def __next__(self):
            found = operate(self, 'next')
            if type(found) is not tuple or len(found) != 2:
                end('crashed', 'SandboxError', 'the candidate broke the protocol (next)')
            if found[0] is not True:
                raise StopIteration
            return found[1]

        def __getitem__(self, key):
            return operate(self, 'item', key)

        def __setitem__(self, key, value):
            operate(self, 'put', key, value)

        def __delitem__(self, key):
            operate(self, 'drop', key)

        def __enter__(self):
            return operate(self, 'enter')

        def __exit__(self, *_error):
            operate(self, 'exit')

        def __str__(self):
            return operate(self, 'str')

        def __repr__(self):
            return operate(self, 'repr')

        def __instancecheck__(self, value):
            return type(value) is Remote and operate(self, 'isinstance', value) is True

    def items_of(remote):
        while True:
            try:
                item = Remote.__next__(remote)
            except StopIteration:
                return
            yield item

    def remote_of(payload):
        number, kind = payload
        if type(number) is not int or type(kind) is not str:
            raise WireError('a handle that is none')
        if number not in remotes:
            made = object.__new__(Remote)
            object.__setattr__(made, '_number', number)
            object.__setattr__(made, '_kind', kind[:100])
            remotes[number] = made
        return remotes[number]

    def outgoing(value):
        if type(value) is Remote:
            return {'h': number_of(value)}
        if type(value).__name__ == 'builtin_function_or_method' and value in FUNCTION_NAMES:
            return {'y': FUNCTION_NAMES[value]}
        raise WireError('the tests pass a %s, which cannot be handed to the candidate' % type(value).__name__)

    encode = make_encoder(outgoing)
    decode = make_decoder(remote_of, {})

    def reraise(facts, values):
        """Raises in the tests what the candidate raised, or ends the program."""
        kind = facts['base']
        found = getattr(builtins, kind, None) if type(kind) is str else None
        fits = isinstance(found, type) and issubclass(found, Exception)
        name, message, line = str(facts['type'])[:100], str(facts['message'])[:500], facts['line']
        if type(line) is not int:
            line = None
        if fits and not facts['assertion'] and not issubclass(found, AssertionError):
            try:
                error = found(*values) if type(values) is tuple else found(message)
            except Exception:
                error = None
            if type(error) is found:
                raised[:] = [(error, name, message, line, facts['missing'])]
                raise error
        outcome = 'exited-early' if kind in ('SystemExit', 'KeyboardInterrupt', 'GeneratorExit') else 'raised'
        end(outcome, name, message, line)

    def question_of(tree):
        try:
            status, first, second = decode(ask(dump(tree)))
            if status == 'ok':
                return first, second
            if status == 'raised':
                return reraise(first, second)
            end('raised', 'SandboxError', 'the candidate returned ' + str(first)[:300])
        except (WireError, ValueError, TypeError, KeyError) as error:
            if raised and raised[0][0] is error:
                raise
            end('crashed', 'SandboxError', 'the candidate broke the protocol (%s)' % type(error).__name__)

    def call(remote, args, kwargs):
        try:
            sent = [encode(list(args)), encode(kwargs)]
        except WireError as error:
            return end('raised', 'SandboxError', str(error), origin='sandbox')
        watched = any(type(value) not in FROZEN for value in args) or kwargs
        before = dump(sent) if watched else ''
        result, changed = question_of(['call', number_of(remote), *sent, before])
        if changed is not None:
            copy_back(list(args), changed[0])
            copy_back(kwargs, changed[1])
        return result

    def copy_back(mine, theirs):
        """Brings the changes a call made to its arguments into the tests' own objects."""
        kind = type(mine)
        if type(theirs) is not kind:
            return theirs
        if kind is list:
            merged = [copy_back(mine[i], theirs[i]) if i < len(mine) else theirs[i] for i in range(len(theirs))]
            if len(merged) != len(mine) or any(a is not b for a, b in zip(merged, mine)):
                mine[:] = merged
        elif kind is dict:
            merged = {key: copy_back(mine[key], theirs[key]) if key in mine else theirs[key] for key in theirs}
            mine.clear()
            mine.update(merged)
        elif kind in (set, bytearray, deque):
            if mine != theirs:
                mine.clear()
                mine.extend(theirs) if kind is not set else mine.update(theirs)
        elif kind is tuple and len(mine) == len(theirs):
            for left, right in zip(mine, theirs):
                copy_back(left, right)
        else:
            return theirs
        return mine

    def free_names(code):
        """Global names the tests read and do not assign, define or import themselves."""
        top = symtable.symtable(code, 'tests.py', 'exec')
        own, read = set(), set()
        tables = [top]
        while tables:
            table = tables.pop()
            tables.extend(table.get_children())
            for symbol in table.get_symbols():
                if table is top or symbol.is_global():
                    if symbol.is_referenced():
                        read.add(symbol.get_name())
                    if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                        own.add(symbol.get_name())
        return read - own

    def bind(space, code, entry_points):
        free = {name for name in free_names(code) if name not in space and not hasattr(builtins, name)}
        wanted = sorted(free | set(entry_points))
        if not wanted:
            return
        found = question_of(['bind', wanted])[0]
        if type(found) is not dict:
            end('crashed', 'SandboxError', 'the candidate broke the protocol')
        for name in wanted:
            if name in found:
                space[name] = found[name]
            elif name in entry_points:
                end('raised', 'NameError', "name '%s' is not defined" % name)

    def report_of(error, sources):
        for known, name, message, line, missing in raised:
            if known is error:
                outcome = 'out-of-memory' if isinstance(error, MemoryError) else 'raised'
                facts = {'type': name, 'message': message, 'line': line, 'origin': 'candidate'}
                missing = missing if type(missing) is str else None
                return {'outcome': outcome, 'error': facts, 'missing': missing}
        line, source = None, ''
        frames = error.__traceback__
        while frames is not None:
            text = sources.get(frames.tb_frame.f_code.co_filename)
            if text is not None:
                line = frames.tb_lineno
                source = text[line - 1].strip()[:MAX_SOURCE_LINE] if line <= len(text) else ''
            frames = frames.tb_next
        message = str(error)[:500]
        if isinstance(error, AssertionError):
            message = 'assertion failed: ' + source + (' (%s)' % message if message else '')
        elif source:
            message = '%s, at: %s' % (message, source)
        facts = {'type': type(error).__name__, 'message': message, 'line': line, 'origin': 'tests'}
        return {'outcome': 'raised', 'error': facts, 'missing': missing_of(error)}

    def run(text):
        """Runs `{prelude, code, entry_points}` and returns the report."""
        order = json.loads(text)
        prelude, code = order['prelude'], order['code']
        sources = {'prelude.py': prelude.split('\n'), 'tests.py': code.split('\n')}
        space = {'__name__': 'tests', '__builtins__': builtins}
        try:
            exec(compile(prelude, 'prelude.py', 'exec', dont_inherit=True), space)
        except BaseException as error:
            report = report_of(error, sources)
            report['error'].update(origin='prelude', message='the prelude of the tests failed: ' + str(error)[:500])
            return json.dumps(report)
        try:
            program = compile(code, 'tests.py', 'exec', dont_inherit=True)
            bind(space, code, order['entry_points'])
            exec(program, space)
            report = {'outcome': 'finished', 'error': None, 'missing': None}
        except Ended:
            report = None
        except BaseException as error:
            report = report_of(error, sources)
        return json.dumps(state['report'] or report)

    return run


FROZEN = frozenset((type(None), bool, int, float, str, bytes, complex, range))
