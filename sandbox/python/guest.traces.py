"""What an exception leaves on the screen of a notebook: each frame with the statements around the line, and no colours.
Cells go by their numbers; a frame of a file by its path."""

import ast
import builtins
import collections
import linecache

# See guest.session.py.
__builtins__ = dict(vars(builtins))
WIDTH = 75
NUMBER_WIDTH = 7
# Statements shown before the one that failed, and as many after it; fewer of those that an exception came from.
AROUND, AROUND_CAUSE = 2, 1
# A statement that did not fail is shown in so many lines at most: the first and the last of it.
FIRST_LINES, LAST_LINES = 3, 2
# Frames that repeat more often than this are told in one line.
MANY = 3
MAX_CAUSES = 20
MAX_SOURCE_LINES = 30_000
RULE = '-' * WIDTH
DURING = 'During handling of the above exception, another exception occurred:'
DIRECT = 'The above exception was the direct cause of the following exception:'
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def message_of(error):
    try:
        return str(error)
    except BaseException:
        return '<exception str() failed>'


def blocks_of(node):
    """The lists of statements in a node, and of what holds statements."""
    for _name, value in ast.iter_fields(node):
        if type(value) is list and value and hasattr(value[0], 'body') or is_statements(value):
            yield value


def is_statements(value):
    return type(value) is list and bool(value) and isinstance(value[0], ast.stmt)


def lines_of(node):
    """The first line of a statement, with its decorators, and the line after its last."""
    starts = [item.lineno for item in getattr(node, 'decorator_list', ())]
    if isinstance(node, ast.AST) and not hasattr(node, 'lineno'):
        # A case of a match.
        return node.pattern.lineno, lines_of(node.body[-1])[1]
    return min([node.lineno, *starts]), node.end_lineno + 1


def split(node, start, end):
    """The lines from `start` to `end` in pieces: simple statements, the heads of others, and what stands between."""
    for block in blocks_of(node):
        for item in block:
            first, after = lines_of(item)
            if first > start:
                yield start, first
            # Statements in one line are one piece.
            if after > max(first, start):
                yield from split(item, max(first, start), after)
            start = max(start, after)
    if end > start:
        yield start, end


class Source:
    """The text of one file, or of one cell, in its pieces."""

    def __init__(self, filename):
        self.lines = linecache.getlines(filename)
        self.tree = None
        if 0 < len(self.lines) <= MAX_SOURCE_LINES:
            try:
                self.tree = ast.parse(''.join(self.lines))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
        self.pieces = [] if self.tree is None else [*self.trimmed(split(self.tree, 1, len(self.lines) + 1))]

    def is_blank(self, number):
        return number <= len(self.lines) and not self.lines[number - 1].strip()

    def trimmed(self, pieces):
        for start, end in pieces:
            while start < end and self.is_blank(start):
                start += 1
            while start < end and self.is_blank(end - 1):
                end -= 1
            if start < end:
                yield start, end

    def scope(self, line):
        """The lines of the innermost function or class around the statement in that line."""
        node, scope = self.tree, (1, len(self.lines) + 1)
        while True:
            items = [item for block in blocks_of(node) for item in block]
            inner = [item for item in items if lines_of(item)[0] <= line < lines_of(item)[1]]
            if not inner:
                return scope
            if isinstance(node, SCOPES):
                scope = lines_of(node)
            node = inner[0]

    def excerpt(self, line, around):
        """Pairs of a number and a text, both None for a gap: the statement of a line and those around it."""
        if self.tree is None:
            return []
        start, end = self.scope(line)
        pieces = [piece for piece in self.pieces if start <= piece[0] and piece[1] <= end]
        here = next((index for index, piece in enumerate(pieces) if piece[0] <= line < piece[1]), None)
        if here is None:
            return []
        shown = []
        for index in range(max(here - around, 0), min(here + around + 1, len(pieces))):
            numbers = [*range(*pieces[index])]
            if index != here and len(numbers) > FIRST_LINES + LAST_LINES + 1:
                numbers[FIRST_LINES:-LAST_LINES] = [None]
            shown += [(number, None if number is None else self.lines[number - 1].rstrip()) for number in numbers]
        return dedented(shown)


def dedented(shown):
    texts = [text for _number, text in shown if text]
    margin = min((len(text) - len(text.lstrip()) for text in texts), default=0)
    return [(number, text and text[margin:]) for number, text in shown]


def excerpt_text(source, line, around):
    rows = []
    for number, text in source.excerpt(line, around):
        if number is None:
            rows.append('   (...)')
            continue
        digits = str(number)
        if number == line:
            digits = ('-' * (NUMBER_WIDTH - 2 - len(digits)) + '> ' + digits)[-max(NUMBER_WIDTH, len(digits)) :]
        rows.append('%*s %s' % (NUMBER_WIDTH, digits, text))
    return rows


def arguments_of(code):
    """The names of a function's parameters, as they stand in its head."""
    plain = code.co_argcount + code.co_kwonlyargcount
    names = [*code.co_varnames[:plain]]
    for flag, stars in ((0x04, '*'), (0x08, '**')):
        if code.co_flags & flag:
            names.append(stars + code.co_varnames[plain])
            plain += 1
    return ', '.join(names)


def name_of(code):
    # Comprehensions go by their kind alone.
    return code.co_name if code.co_name.endswith(('comp>', 'expr>')) else getattr(code, 'co_qualname', code.co_name)


class Screen:
    """Writes tracebacks; `cells` are the numbers of cells by the names of their files."""

    def __init__(self, cells):
        self.cells = cells
        self.sources = {}
        self.around = AROUND

    def place(self, code, line):
        inside = '' if code.co_name == '<module>' else ', in %s(%s)' % (name_of(code), arguments_of(code))
        return self.short_place(code.co_filename, line) + inside

    def frame(self, code, line):
        if code.co_filename not in self.sources:
            self.sources[code.co_filename] = Source(code.co_filename)
        return '\n'.join([self.place(code, line), *excerpt_text(self.sources[code.co_filename], line, self.around)])

    def frames(self, trace):
        """The text of each frame; of frames that repeat, the first two and the last."""
        places = []
        while trace is not None:
            places.append((trace.tb_frame.f_code, trace.tb_lineno))
            trace = trace.tb_next
        counts = collections.Counter(places)
        texts, run = [], []
        for place in places:
            if counts[place] > MANY:
                run.append(place)
                continue
            texts += self.run_of_many(run)
            run = []
            texts.append(self.frame(*place))
        return texts + self.run_of_many(run)

    def run_of_many(self, run):
        firsts = collections.Counter()
        shown = {place: index for index, place in enumerate(run)}
        kept = set(shown.values())
        for index, place in enumerate(run):
            if firsts[place] < 2:
                kept.add(index)
            firsts[place] += 1
        texts, left_out = [], collections.Counter()
        for index, place in enumerate(run):
            if index not in kept:
                left_out[place] += 1
                continue
            texts += self.left_out(left_out)
            left_out.clear()
            texts.append(self.frame(*place))
        return texts

    def left_out(self, counts):
        if not counts:
            return []
        parts = []
        for (code, line), count in counts.items():
            times = ' (%d times)' % count if count > 1 else ''
            parts.append('%s at line %d%s' % (name_of(code), line, times))
        return ['    [... skipping similar frames: %s]' % ', '.join(parts)]

    def one(self, error, trace):
        name = type(error).__qualname__
        head = name + 'Traceback (most recent call last)'.rjust(WIDTH - len(name))
        frames = self.frames(trace)
        shown = ['\n\n'.join(frames), ''] if frames else []
        return '\n'.join([head, *shown, name + ': ' + message_of(error)])

    def whole(self, error, trace):
        """The traceback of an exception and of what it came from, oldest first."""
        parts, seen = [], set()
        self.around = AROUND
        while error is not None and id(error) not in seen and len(seen) < MAX_CAUSES:
            seen.add(id(error))
            parts.append(self.one(error, trace))
            cause, context = error.__cause__, error.__context__
            error = cause if cause is not None else None if error.__suppress_context__ else context
            if error is not None:
                parts.append(DURING if cause is None else DIRECT)
                trace, self.around = error.__traceback__, AROUND_CAUSE
        if error is not None and len(parts) % 2 == 0:
            parts.pop()
        return '\n'.join([RULE, '\n\n'.join(reversed(parts))])

    def short_place(self, filename, line):
        number = self.cells.get(filename)
        return 'File %s:%d' % (filename, line) if number is None else 'Cell In[%d], line %d' % (number, line)

    def syntax(self, error, trace):
        """What a text that could not be read leaves on the screen: the whole cell, or one that the cell handed on."""
        rows = ['Traceback (most recent call last):', ''] if trace is not None else []
        while trace is not None:
            code, line = trace.tb_frame.f_code, trace.tb_lineno
            inside = '' if code.co_name == '<module>' else ' in ' + code.co_name
            text = linecache.getline(code.co_filename, line).strip()
            rows += ['  ' + self.short_place(code.co_filename, line) + inside, *(['    ' + text] if text else []), '']
            trace = trace.tb_next
        if type(error.lineno) is int and type(error.filename) is str:
            rows += ['  ' + self.short_place(error.filename, error.lineno), *pointed_at(error)]
        return '\n'.join([*rows, '%s: %s' % (type(error).__qualname__, error.msg)])


def pointed_at(error):
    """The line of a SyntaxError, and a mark under the place."""
    line = error.text if type(error.text) is str else linecache.getline(error.filename, error.lineno)
    text = line.strip()
    if not text:
        return []
    margin = len(line) - len(line.lstrip())
    if type(error.offset) is not int or error.offset < 1:
        return ['    ' + text]
    return ['    ' + text, '    ' + ' ' * max(error.offset - 1 - margin, 0) + '^']
