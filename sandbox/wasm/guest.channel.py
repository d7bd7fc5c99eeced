"""Where the guest meets the harness: the four functions that it calls. A question of the tests goes through a device
that the harness answers."""

import json
import os
import signal
import sys

from guest_candidate import COMMON, make_candidate
from guest_session import Session
from guest_tests import make_tests

CHANNEL = 4


def exchange(question):
    os.write(CHANNEL, question.encode())
    size = int(os.read(CHANNEL, 8))
    parts = []
    while size > 0:
        part = os.read(CHANNEL, min(size, 1 << 20))
        parts.append(part)
        size -= len(part)
    reply = b''.join(parts).decode()
    return reply[1:] if reply[:1] == '+' else None


start, answer = make_candidate(COMMON.difference(name for name in ('sympy', 'mpmath') if name in sys.modules))
run = make_tests(exchange)
session = Session()


def cell(text):
    """Runs a cell of a session: `{source, number, seconds}`; after so many seconds the harness sends a signal."""
    order = json.loads(text)
    signal.signal(signal.SIGINT, lambda _number, _frame: session.interrupt(order['seconds']))
    return session.run(order['source'], order['number'])
