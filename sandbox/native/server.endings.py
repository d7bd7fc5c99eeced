"""How a program ended, in the words of an execution. Reports of guests are data that is checked, not believed."""

import json
import os
import signal

MAX_MESSAGE = 1000
MAX_MODULE = 100
OUTCOMES = ('finished', 'raised', 'exited-early', 'timed-out', 'out-of-memory', 'crashed')
# What only the interpreter of the tests may claim.
TRUSTED_ORIGINS = ('tests', 'sandbox', 'prelude')
DEADLY = {signal.SIGSYS: 'BlockedCall', signal.SIGABRT: 'Abort', signal.SIGXCPU: 'Timeout'}


def ended(outcome, kind, message, origin='candidate', line=None, missing=None, status=None):
    error = {'type': kind, 'message': message, 'line': line, 'origin': origin}
    ending = {'outcome': outcome, 'error': error, 'missingModule': missing}
    return ending if status is None else {**ending, 'exitStatus': status}


FINISHED = {'outcome': 'finished', 'error': None, 'missingModule': None}


def clip(value):
    """Text of a guest; whatever else it says there is none."""
    return value[:MAX_MESSAGE] if type(value) is str else ''


def timed_out(timeout_ms):
    return ended('timed-out', 'Timeout', 'no result within %g ms' % timeout_ms)


def unreadable():
    return ended('crashed', 'ProtocolError', 'the guest reported something unreadable')


def ending_of_report(data, from_tests, absent):
    """Reads a report; what is none is a broken protocol, a failure of the program."""
    try:
        report = json.loads(data)
    except (ValueError, RecursionError):
        return unreadable()
    if type(report) is not dict or report.get('outcome') not in OUTCOMES:
        return unreadable()
    outcome = report['outcome']
    if outcome == 'finished':
        return FINISHED
    facts = report.get('error')
    facts = facts if type(facts) is dict else {}
    origin = facts.get('origin')
    missing = report.get('missing') or facts.get('missing')
    missing = missing if type(missing) is str and missing in absent else None
    line = facts.get('line')
    status = report.get('status') if outcome == 'exited-early' else None
    return ended(
        outcome,
        clip(facts.get('type')),
        message_of(outcome, facts),
        origin if from_tests and origin in TRUSTED_ORIGINS else 'candidate',
        line if type(line) is int and 0 < line < 1 << 31 else None,
        missing,
        status if type(status) is int and 0 <= status < 256 else None,
    )


def message_of(outcome, facts):
    kind, message = clip(facts.get('type')), clip(facts.get('message'))
    if outcome == 'exited-early':
        return clip('the program ended itself (%s: %s)' % (kind, message))
    if outcome == 'out-of-memory':
        return clip(message or 'the program wanted more memory than it may have')
    return clip(message or kind)


def ending_of_status(status, killed):
    """What the end of the candidate's process means; None when it was we who ended it, and for no fault of its own."""
    if killed:
        return ended('crashed', 'ProtocolError', 'the program closed its channel and went on')
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return ended('exited-early', 'SystemExit', 'the program ended itself (exit code %d)' % code, status=code)
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return ended('timed-out', 'Timeout', 'the program used up its time of the processor')
    if number == signal.SIGKILL:
        # No guest can send signals, and we have not: the system took the process for want of memory.
        return ended('out-of-memory', 'MemoryError', 'the system ended the program (SIGKILL)')
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = 'signal %d' % number
    return ended('crashed', DEADLY.get(number, 'Trap'), 'the interpreter died (%s)' % name)
