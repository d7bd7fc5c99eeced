"""What a guest's process does, from its birth to its end. The candidate's side shares its process with hostile code."""

import array
import builtins
import json
import os
import random
import select
import signal
import socket
import struct
import sys
import threading
import time

from guest_candidate import make_candidate
from guest_session import Session
from guest_tame import is_tame
from guest_tests import make_tests
from guest_wire import MAX_FRAME, TooLate, WireError

# Functions defined below look here for builtins, not where a cell may have put others.
__builtins__ = dict(vars(builtins))

# Of the supervisor: orders and reports.
INBOX, OUTBOX = 3, 4
# The candidate's: of the tests.
QUESTIONS, ANSWERS = 5, 6
# The tests': through it they are handed their ends of the pipes to each candidate.
HANDS = 5
SIZE = struct.Struct('>I')
HEADER = struct.Struct('>II')
# Before a report of the tests: whether its process may serve another program, and its CPU in microseconds.
VERDICT = struct.Struct('>BI')
# To the tests, with their ends of the pipes: how long they wait for one answer, in milliseconds; 0 for no such limit.
CALL = struct.Struct('>I')
# Before the text of a cell: its number, and its limit in milliseconds.
CELL = struct.Struct('>iI')
READY, FAULT = b'ready', b'fault '
# From the tests: an answer has not come in the time for one. They are told how long it may take in all, in milliseconds.
LATE = b'late'
SERVE = 'serve'
SEED = 20240404
MAX_ANSWER = 2 * MAX_FRAME


def read_exactly(descriptor, size):
    """That many bytes, or None at the end."""
    data = os.read(descriptor, size)
    if len(data) == size:
        return data
    parts = [data]
    missing = size - len(data)
    while missing > 0:
        if not data:
            return None
        data = os.read(descriptor, min(missing, 1 << 20))
        parts.append(data)
        missing -= len(data)
    return b''.join(parts)


def write_all(descriptor, data):
    written = os.write(descriptor, data)
    while written < len(data):
        data = data[written:]
        written = os.write(descriptor, data)


def read_order():
    size = read_exactly(INBOX, SIZE.size)
    data = size and read_exactly(INBOX, SIZE.unpack(size)[0])
    return None if data is None else data.decode()


def report(data):
    write_all(OUTBOX, SIZE.pack(len(data)) + data)


def make_exchange(questions, answers, call_timeout_ms):
    """How the tests ask the candidate at the other ends of two pipes."""
    number = 0
    poll = select.poll()
    poll.register(answers, select.POLLIN)

    def wait_for_answer():
        began, left_ms = time.monotonic(), call_timeout_ms
        while not poll.poll(max(left_ms, 0)):
            report(LATE)
            left_ms = int(read_order()) - (time.monotonic() - began) * 1000
            if left_ms < 1 and not poll.poll(0):
                raise TooLate('no answer to a call within %d ms' % call_timeout_ms)

    def exchange(question):
        """One question and its answer, which carries the question's number and comes after it."""
        nonlocal number
        if any(events & select.POLLIN for _descriptor, events in poll.poll(0)):
            raise WireError('an answer before its question')
        number += 1
        data = question.encode()
        try:
            write_all(questions, HEADER.pack(len(data), number) + data)
        except BrokenPipeError:
            return None
        if call_timeout_ms:
            wait_for_answer()
        header = read_exactly(answers, HEADER.size)
        if header is None:
            return None
        size, echoed = HEADER.unpack(header)
        if echoed != number or size > MAX_ANSWER:
            raise WireError('an answer that fits no question')
        answer = read_exactly(answers, size)
        return None if answer is None else answer.decode()

    return exchange


def make_candidate_guest(absent):
    start, answer = make_candidate(absent)

    def serve():
        while True:
            header = read_exactly(QUESTIONS, HEADER.size)
            if header is None:
                os._exit(0)
            size, number = HEADER.unpack(header)
            reply = answer(read_exactly(QUESTIONS, size).decode()).encode()
            for stream in streams:
                try:
                    stream.flush()
                except BaseException:
                    pass
            write_all(ANSWERS, HEADER.pack(len(reply), number) + reply)

    streams = (sys.__stdout__, sys.__stderr__)

    def live():
        while True:
            order = read_order()
            if order is None:
                os._exit(0)
            if order == SERVE:
                serve()
            result = start(order)
            if json.loads(order)['whole']:
                # As at the end of any script: threads that are no daemons are waited for.
                threading._shutdown()
                sys.__stdout__.flush()
            report(result.encode())

    return live


def judge(hands, order):
    """Runs the tests of one program against the candidate whose pipes are handed over."""
    data, ancillary, _flags, _address = hands.recvmsg(CALL.size, socket.CMSG_SPACE(2 * 4))
    line = array.array('i')
    for _level, _kind, payload in ancillary:
        line.frombytes(payload)
    try:
        return make_tests(make_exchange(*line, *CALL.unpack(data)))(order)
    finally:
        for descriptor in line:
            os.close(descriptor)


def may_stay(order, report):
    """Whether the next program will find this process as it was."""
    texts = json.loads(order)
    return (
        json.loads(report)['outcome'] != 'out-of-memory'
        and is_tame(texts['prelude'])
        and is_tame(texts['code'])
    )


def tests_guest():
    hands = socket.socket(fileno=HANDS)
    spent = 0.0
    while True:
        order = read_order()
        if order is None:
            os._exit(0)
        random.seed(SEED)
        result = judge(hands, order)
        stays = may_stay(order, result)
        before, spent = spent, time.process_time()
        report(VERDICT.pack(stays, int((spent - before) * 1e6)) + result.encode())


def session_guest():
    """Cells of one session. The supervisor stops this process between them."""
    session = Session()
    limit_ms = 0
    signal.signal(signal.SIGINT, lambda _number, _frame: session.interrupt(limit_ms / 1000))
    while True:
        size = read_exactly(INBOX, SIZE.size)
        data = size and read_exactly(INBOX, SIZE.unpack(size)[0])
        if data is None:
            os._exit(0)
        number, limit_ms = CELL.unpack_from(data)
        report(session.run(data[CELL.size :].decode(), number).encode())


def make_guests(absent):
    """What the process of the candidate, that of the tests, and that of a session do, by the zygote's numbers."""
    return {1: make_candidate_guest(absent), 2: tests_guest, 3: session_guest}


def live(guest, close_in, descriptors):
    """Never returns."""
    try:
        close_in()
        random.seed(SEED)
        report(READY)
    except BaseException as error:
        complaint = FAULT + str(error).encode()[:1000]
        # Where the report goes depends on how far it came.
        for descriptor in (descriptors[OUTBOX], OUTBOX):
            try:
                write_all(descriptor, SIZE.pack(len(complaint)) + complaint)
            except OSError:
                pass
        os._exit(1)
    try:
        guest()
    finally:
        os.abort()
