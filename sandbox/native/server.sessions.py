"""Runs cells of many sessions beside each other. A session is a guest of its own that lives on from cell to cell, and is
stopped while it has none. As many cells run at a time as the harness sends."""

import json
import math
import os
import platform
import resource
import select
import signal
import sys
import time

from guest_run import CELL, FAULT, READY
from server_clock import NO_THREAD, NOTHING, Clock, cpu_ms_of, figures_of, since
from server_endings import ended, ending_of_report, ending_of_status, timed_out, unreadable
from server_pipes import Pipes
from server_supervisor import BIRTH_MS, RICH, Supervisor, check_walls
from server_zygote import ZygoteDied, ask_for_richer

# How long a cell may take to end once it has been interrupted.
INTERRUPTED_MS = 300
# For a guest that has closed its channel, most likely by ending.
LEAVING_MS = 50
# A report holds a value and a traceback.
MAX_REPORT = 1 << 24
MAX_LINE = 1 << 28


def text_or_none(value, cap):
    """What a guest says it shows, cut at so many bytes."""
    if type(value) is not str:
        return None
    data = value.encode('utf-8', 'replace')
    return data[:cap].decode('utf-8', 'ignore') if len(data) > cap else data.decode()


class Session:
    """One session's process and the cell that it runs."""

    def __init__(self, number, zygote, nowhere, limits):
        self.number, self.zygote = number, zygote
        self.pipes = pipes = Pipes(limits['maxOutputBytes'], MAX_REPORT)
        stdout, self.stdout = pipes.output()
        stderr, self.stderr = pipes.output()
        inbox, self.inbox = pipes.to_guest()
        outbox, self.outbox = pipes.reports()
        self.ready = False
        self.order = None
        self.cpu = 0.0
        self.pid = zygote.spawn_session(number, (nowhere, stdout, stderr, inbox, outbox), limits['memoryMb'])
        pipes.hand_over()

    def begin(self, order):
        limits = order['limits']
        # What its clock said when it was interrupted.
        self.order, self.facts = order, None
        self.started = time.monotonic()
        # The first cell's begins anew when the session is there.
        self.clock = Clock(BIRTH_MS, lambda: None)
        if self.ready:
            self.clock = self.new_clock(limits['timeoutMs'])
            self.pipes.renew(limits['maxOutputBytes'])
            self.zygote.signal_session(self.number, signal.SIGCONT)
        head = CELL.pack(order['number'], math.ceil(limits['timeoutMs']))
        self.pipes.send(self.inbox, head + order['code'].encode('utf-8', 'replace'))

    def cpu_seconds(self):
        """Of its process so far. Its number is its own until it has been waited for."""
        return 0.0 if self.pid is None else cpu_ms_of(self.pid) / 1000

    def new_clock(self, limit_ms):
        """Counts from here on what the session's process waits."""
        before = figures_of(self.pid) or NOTHING

        def look():
            figures = figures_of(self.pid)
            return None if figures is None else (since(before, figures), NO_THREAD)

        return Clock(limit_ms, look)

    def left_ms(self):
        return math.ceil(self.clock.left_ms())

    def step(self):
        """Moves what can be moved; the ending of the cell once there is one."""
        pipes = self.pipes
        pipes.pump(0)
        frame = pipes.frame(self.outbox)
        if frame is not None and not self.ready:
            if frame != READY:
                raise Fault(frame[len(FAULT) :].decode('utf-8', 'replace'))
            self.ready = True
            self.clock = self.new_clock(self.order['limits']['timeoutMs'])
            frame = pipes.frame(self.outbox)
        if frame is not None:
            return self.report(frame)
        if len(pipes.frames[self.outbox]) > pipes.max_report:
            return self.end(unreadable())
        if self.outbox in pipes.closed:
            if not self.ready:
                raise Fault('a session could not be made')
            return self.end(None)
        if pipes.flooded():
            return self.end(ended('output-limit', 'OutputLimit', 'the cell printed without end'))
        if not self.clock.is_over():
            return None
        if not self.ready:
            raise Fault('a session was not there in time')
        if self.facts is not None:
            return self.end(timed_out(self.order['limits']['timeoutMs']))
        self.facts = self.clock.facts()
        self.clock = self.new_clock(INTERRUPTED_MS)
        self.zygote.signal_session(self.number, signal.SIGINT)
        return None

    def report(self, frame):
        if self.pipes.frames[self.outbox]:
            return self.end(ended('crashed', 'ProtocolError', 'the guest reported out of turn'))
        # Whatever the cell has left running waits for the next one.
        self.zygote.signal_session(self.number, signal.SIGSTOP)
        spent, self.cpu = self.cpu, self.cpu_seconds()
        cpu_ms = (self.cpu - spent) * 1000
        ending = ending_of_report(frame, False, self.zygote.absent)
        shown = {'value': None, 'traceback': None}
        if ending['outcome'] == 'crashed':
            return self.end(ending)
        facts, cap = json.loads(frame), self.order['limits']['maxOutputBytes']
        for name in shown:
            shown[name] = text_or_none(facts.get(name), cap)
        if self.facts is not None:
            ending, shown['value'] = timed_out(self.order['limits']['timeoutMs']), None
        return self.answer(ending, shown, cpu_ms, None)

    def end(self, ending):
        """The session's process is gone, or goes now."""
        costs = self.zygote.end_session(self.number, LEAVING_MS if ending is None else 0)
        if ending is None:
            ending = ending_of_status(costs.status, costs.killed)
        cpu_ms = max(costs.cpu_us / 1000 - self.cpu * 1000, 0)
        return self.answer(ending, {'value': None, 'traceback': None}, cpu_ms, costs)

    def answer(self, ending, shown, cpu_ms, costs):
        pipes = self.pipes
        pipes.drain()
        message = {
            **{'kind': 'shown', 'id': self.order['id'], 'gone': costs is not None, 'process': self.pid, **shown},
            'execution': {
                **ending,
                'stdout': pipes.text(self.stdout),
                'stderr': pipes.text(self.stderr),
                'durationMs': round((time.monotonic() - self.started) * 1000, 1),
                'cpuMs': round(cpu_ms, 1),
                'peakMemoryMb': None if costs is None else round(costs.peak_kb / 1024, 1),
                **(self.clock.facts() if self.facts is None else self.facts),
                'sandbox': 'native',
                'python': platform.python_version(),
            },
        }
        self.order = None
        if costs is not None:
            pipes.close()
        return message


class Fault(Exception):
    """The walls could not be put up; nothing of the cell has run."""


class Server:
    def __init__(self, plain):
        # All sessions come from the zygote with the large packages: later cells may want them, and share them so.
        has_rich = not plain.absent.issuperset(RICH)
        self.zygote = (ask_for_richer(plain) or plain) if has_rich else plain
        self.nowhere = os.open('/dev/null', os.O_RDWR)
        self.sessions = {}
        self.running = set()

    def take(self, order):
        number = order['session']
        session = self.sessions.get(number)
        if order['kind'] == 'end':
            if session is not None:
                self.drop(session)
                session.pipes.close()
                self.zygote.end_session(number)
            return
        if session is None:
            session = self.sessions[number] = Session(number, self.zygote, self.nowhere, order['limits'])
        self.running.add(session)
        session.begin(order)

    def drop(self, session):
        self.sessions.pop(session.number, None)
        self.running.discard(session)

    def watch(self, poll):
        """What a running session's pipes and ours are to be polled for; how long at most, None for ever."""
        for session in self.running:
            for descriptor in session.pipes.polled():
                poll.register(descriptor, select.POLLIN)
            for descriptor in session.pipes.pending:
                poll.register(descriptor, select.POLLOUT)
        return min((session.left_ms() for session in self.running), default=None)

    def step(self):
        for session in tuple(self.running):
            try:
                message = session.step()
            except Fault as fault:
                message = {'kind': 'fault', 'id': session.order['id'], 'message': str(fault)}
                self.zygote.end_session(session.number)
                session.pipes.close()
                self.drop(session)
            if message is None:
                continue
            self.running.discard(session)
            if message.get('gone'):
                self.drop(session)
            send(message)


def send(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


def lines_of(buffer):
    """Whole lines, taken out of a buffer."""
    *lines, rest = bytes(buffer).split(b'\n')
    buffer[:] = rest
    return lines


def serve(plain, trial, started):
    """Orders as lines on stdin, answers as lines on stdout."""
    check_walls(Supervisor(plain), trial)
    top = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (top, top))
    server = Server(plain)
    start_ms = round((time.monotonic() - started) * 1000)
    send({'kind': 'ready', 'python': platform.python_version(), 'cold': False, 'startMs': start_ms})
    buffer = bytearray()
    try:
        while True:
            poll = select.poll()
            poll.register(0, select.POLLIN)
            ready = poll.poll(server.watch(poll))
            if any(descriptor == 0 for descriptor, _events in ready):
                data = os.read(0, 1 << 16)
                if not data or len(buffer) > MAX_LINE:
                    return
                buffer += data
                for line in lines_of(buffer):
                    server.take(json.loads(line))
            server.step()
    except ZygoteDied:
        # Not by a guest, which cannot reach it: the harness is to see that someone outside did this.
        os.kill(os.getpid(), signal.SIGKILL)
