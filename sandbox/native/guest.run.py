"""What a guest's process does, from its birth to its end. The candidate's side shares its process with hostile code."""

import json
import os
import random
import select
import struct
import sys
import threading

from guest_candidate import make_candidate
from guest_tests import make_tests
from guest_wire import MAX_FRAME, WireError

# Of the supervisor: orders and reports. Of the other guest: questions and answers.
INBOX, OUTBOX, QUESTIONS, ANSWERS = 3, 4, 5, 6
SIZE = struct.Struct('>I')
HEADER = struct.Struct('>II')
READY, FAULT = b'ready', b'fault '
SERVE = 'serve'
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


def make_exchange():
    state = {'number': 0, 'poll': None}

    def exchange(question):
        """One question and its answer, which carries the question's number and comes after it."""
        if state['poll'] is None:
            state['poll'] = select.poll()
            state['poll'].register(ANSWERS, select.POLLIN)
        if any(events & select.POLLIN for _descriptor, events in state['poll'].poll(0)):
            raise WireError('an answer before its question')
        number = state['number'] = state['number'] + 1
        data = question.encode()
        try:
            write_all(QUESTIONS, HEADER.pack(len(data), number) + data)
        except BrokenPipeError:
            return None
        header = read_exactly(ANSWERS, HEADER.size)
        if header is None:
            return None
        size, echoed = HEADER.unpack(header)
        if echoed != number or size > MAX_ANSWER:
            raise WireError('an answer that fits no question')
        answer = read_exactly(ANSWERS, size)
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


def make_tests_guest():
    run = make_tests(make_exchange())

    def live():
        report(run(read_order()).encode())
        os._exit(0)

    return live


def make_guests(absent):
    """What the process of the candidate and that of the tests do, by the zygote's numbers for them."""
    return {1: make_candidate_guest(absent), 2: make_tests_guest()}


def live(guest, close_in, descriptors):
    """Never returns."""
    try:
        close_in()
        random.seed(20240404)
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
