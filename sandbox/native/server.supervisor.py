"""Runs programs one at a time: has the zygote make the guests, feeds them, keeps what they print, watches the clock,
and says how it ended. Only this process and the tests' own know the text of tests; it never forks."""

import array
import json
import math
import os
import platform
import re
import signal
import socket
import sys
import time

from guest_run import CALL, FAULT, LATE, READY, SERVE, VERDICT
from guest_tests import GONE
from server_clock import NO_THREAD, Clock, figures_of, thread_of, thread_since, thread_sum
from server_endings import FINISHED, ended, ending_of_report, ending_of_status, timed_out, unreadable
from server_pipes import MAX_REPORT, Pipes
from server_zygote import RICH, SPAWN_CANDIDATE, SPAWN_TESTS, ZygoteDied, ask_for_richer

TESTS_MEMORY_MB = 512
# The process of the tests is replaced after so many programs, for hygiene.
MAX_PROGRAMS = 500
PROCESSORS = os.cpu_count() or 1
# A guest that has not put up its walls by then will not: nothing of the program has run.
BIRTH_MS = 20_000
# For a guest that seems to be ending by itself.
LEAVING_MS = 200
# Programs with such a word get the process that has the large packages imported.
RICH_WORDS = re.compile(r'\b(?:numpy|sympy|scipy|pandas|mpmath|sklearn|networkx|matplotlib)\b')


class Fault(Exception):
    """The walls could not be put up; nothing of the program has run."""


class Stop(Exception):
    """The program is over; says how."""

    def __init__(self, ending):
        self.ending = ending


class Gone(Exception):
    """The candidate has closed its channel, most likely by ending."""


class Tests:
    """The process of the tests. It serves one program after another, as long as its tests can leave no trace."""

    def __init__(self, zygote, nowhere):
        inbox, self.inbox = os.pipe()
        self.verdicts, outbox = os.pipe()
        self.hands, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        for descriptor in (self.inbox, self.verdicts):
            os.set_blocking(descriptor, False)
        self.programs = 0
        self.stays = False
        # What it has told of its costs.
        self.cpu_us = 0
        # Its number, and its figures before this program.
        self.pid, self.before = None, None
        zygote.spawn(SPAWN_TESTS, (nowhere, nowhere, nowhere, inbox, outbox, theirs.fileno()), TESTS_MEMORY_MB, 0)
        theirs.close()
        for descriptor in (inbox, outbox):
            os.close(descriptor)

    def close(self):
        self.hands.close()
        for descriptor in (self.inbox, self.verdicts):
            os.close(descriptor)


class Drive:
    """One program, from its guests' birth to its ending."""

    def __init__(self, program, zygote, nowhere):
        self.program = program
        self.zygote = zygote
        self.nowhere = nowhere
        self.timeout_ms = program['limits']['timeoutMs']
        self.candidate = None
        # Begins anew when the candidate is there.
        self.clock = Clock(BIRTH_MS, lambda: None)
        self.pipes = Pipes(program['limits']['maxOutputBytes'])
        self.cells = None
        self.cpu_us = 0

    def run(self):
        """The ending, and the fates of the guests, which are dead by then."""
        ending, leaving_ms = None, 0
        try:
            ending = self.play()
        except Stop as stop:
            ending = stop.ending
        except Gone:
            leaving_ms = LEAVING_MS
        finally:
            if ending is not None and (ending['error'] or {}).get('message') == GONE:
                ending, leaving_ms = None, LEAVING_MS
            costs = self.finish(leaving_ms)
            self.pipes.drain()
        if ending is None:
            ending = ending_of_status(costs.status, costs.killed)
        return ending, costs

    def finish(self, leaving_ms):
        """Ends what must end; after that nothing of the program is alive."""
        tests = self.zygote.tests
        keep = tests is not None and tests.stays
        costs = self.zygote.finish(leaving_ms, keep)
        self.cpu_us += costs.cpu_us
        if tests is not None and not keep:
            self.cpu_us += max(costs.tests_us - tests.cpu_us, 0)
            tests.close()
            self.zygote.tests = None
        return costs

    def play(self):
        tests = self.program.get('tests')
        for_candidate, for_tests = self.pipes.between_guests() if tests else ((self.nowhere,) * 2, ())
        self.bear_candidate(*for_candidate)
        ending = self.define()
        if not tests or ending is not FINISHED:
            return ending
        self.pipes.send(self.inbox, SERVE.encode())
        return self.judge(tests, for_tests)

    def bear_candidate(self, questions, answers):
        pipes = self.pipes
        stdin = b'' if self.program.get('tests') else (self.program.get('stdin') or '').encode('utf-8', 'replace')
        source, sink = pipes.to_guest() if stdin else (self.nowhere, None)
        stdout, self.stdout = pipes.output()
        stderr, self.stderr = pipes.output()
        inbox, self.inbox = pipes.to_guest()
        outbox, self.outbox = pipes.reports()
        if sink is not None:
            pipes.write(sink, stdin, close=True)
        self.zygote.spawn(
            SPAWN_CANDIDATE,
            (source, stdout, stderr, inbox, outbox, questions, answers),
            self.program['limits']['memoryMb'],
            math.ceil(self.timeout_ms / 1000) * PROCESSORS + 2,
        )
        pipes.hand_over()

    def wait_for_frame(self, source):
        """The next frame from there, or the end of the program."""
        pipes = self.pipes
        while True:
            frame = pipes.frame(source)
            if frame is not None:
                return frame
            if len(pipes.frames[source]) > MAX_REPORT:
                raise Stop(unreadable())
            if source in pipes.closed:
                raise Gone
            if pipes.flooded():
                raise Stop(ended('output-limit', 'OutputLimit', 'the program printed without end'))
            if self.clock.is_over():
                # It may have come while we had no processor ourselves.
                pipes.pump(0)
                frame = pipes.frame(source)
                if frame is not None:
                    return frame
                raise Stop(timed_out(self.timeout_ms))
            pipes.pump(math.ceil(self.clock.left_ms()))

    def look(self):
        """The figures of the program, and of those that take turns with it: its tests, and ourselves."""
        if self.candidate is None:
            self.candidate = self.zygote.number_of(SPAWN_CANDIDATE)
        figures = None if self.candidate is None else figures_of(self.candidate)
        if figures is None:
            return None
        ours = thread_since(self.before, thread_of(os.getpid()))
        tests = self.zygote.tests
        if tests is None or tests.pid is None:
            return figures, ours
        return figures, thread_sum(ours, thread_since(tests.before, thread_of(tests.pid)))

    def wait_until_ready(self, source):
        """Every guest says that its walls are up before it reads any text."""
        try:
            frame = self.wait_for_frame(source)
        except Gone:
            raise Fault('a guest could not be made')
        if frame != READY:
            raise Fault(frame[len(FAULT) :].decode('utf-8', 'replace'))

    def define(self):
        """Runs the candidate's text or cells."""
        code = self.program['code']
        if type(code) is str:
            return self.run_text(code, 'program.py', True)
        self.cells = []
        ending, printed = FINISHED, 0
        for number, text in enumerate(code):
            over = None
            try:
                result = self.run_text(text, 'cell-%d.py' % (number + 1), number == 0)
            except (Stop, Gone) as end:
                result, over = None, end
            self.pipes.drain()
            raised = result is not FINISHED
            self.cells.append({'stdout': self.pipes.text(self.stdout, printed), 'raised': raised})
            printed = len(self.pipes.kept[self.stdout])
            if over is not None:
                raise over
            # The last cell that failed names the outcome; a later good cell does not wipe it out.
            if raised:
                ending = result
                if result['outcome'] == 'exited-early':
                    break
        return ending

    def run_text(self, text, file, first):
        tested = self.program.get('tests') is not None
        whole = type(self.program['code']) is str
        order = {
            'name': 'candidate' if tested else '__main__',
            'source': text,
            'file': file,
            'interactive': not whole,
            'fresh': first,
            'print_errors': not tested,
            'whole': whole and not tested,
        }
        self.pipes.send(self.inbox, json.dumps(order).encode())
        if first:
            try:
                self.wait_until_ready(self.outbox)
            except Stop:
                raise Fault('a guest was not there in time')
            self.before = thread_of(os.getpid())
            self.clock = Clock(self.timeout_ms, self.look)
        ending = ending_of_report(self.wait_for_frame(self.outbox), False, self.zygote.absent)
        if self.pipes.frames[self.outbox]:
            raise Stop(ended('crashed', 'ProtocolError', 'the guest reported out of turn'))
        return ending

    def judge(self, order, line):
        """Has the tests run against the candidate, who waits for questions."""
        tests = self.zygote.tests
        fresh = tests is None
        if fresh:
            tests = self.zygote.tests = Tests(self.zygote, self.nowhere)
        tests.stays = False
        tests.programs += 1
        self.pipes.adopt(tests.verdicts)
        if fresh:
            self.wait_until_ready(tests.verdicts)
            # What it waited to be born counts as well.
            tests.pid, tests.before = self.zygote.number_of(SPAWN_TESTS), NO_THREAD
        elif tests.pid is not None:
            tests.before = thread_of(tests.pid)
        call_timeout_ms = math.ceil(self.program['limits'].get('callTimeoutMs') or 0)
        tests.hands.sendmsg([CALL.pack(call_timeout_ms)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', line))])
        self.pipes.theirs += self.pipes.waiting
        self.pipes.waiting = ()
        self.pipes.hand_over()
        texts = {'prelude': order['prelude'], 'code': order['code'], 'entry_points': order['entryPoints']}
        self.pipes.send(tests.inbox, json.dumps(texts).encode())
        try:
            frame = self.wait_for_verdict(tests, call_timeout_ms)
        except Gone:
            return ended('crashed', 'Crash', 'the interpreter of the tests died')
        stays, cpu_us = VERDICT.unpack_from(frame)
        tests.stays = bool(stays) and tests.programs < MAX_PROGRAMS
        tests.cpu_us += cpu_us
        self.cpu_us += cpu_us
        return ending_of_report(frame[VERDICT.size :], True, self.zygote.absent)

    def wait_for_verdict(self, tests, call_timeout_ms):
        """Tells the tests, when an answer is late, how long they may wait for one: so much longer as the program had to
        wait for a processor, in this call or before."""
        while True:
            frame = self.wait_for_frame(tests.verdicts)
            if frame != LATE:
                return frame
            waited_ms = self.clock.measure() or 0
            self.pipes.send(tests.inbox, b'%d' % (call_timeout_ms + waited_ms))


class Supervisor:
    def __init__(self, plain):
        self.plain = plain
        self.rich = None
        self.has_rich = not plain.absent.issuperset(RICH)
        self.nowhere = os.open('/dev/null', os.O_RDWR)

    def zygote_for(self, program):
        code, tests = program['code'], program.get('tests') or {}
        texts = [code] if type(code) is str else list(code)
        texts += [tests.get('prelude', ''), tests.get('code', '')]
        if not self.has_rich or not any(RICH_WORDS.search(text) for text in texts):
            return self.plain
        if self.rich is None:
            self.rich = ask_for_richer(self.plain) or self.plain
        return self.rich

    def run(self, program):
        zygote = self.zygote_for(program)
        started, cpu = time.monotonic(), time.process_time()
        drive = Drive(program, zygote, self.nowhere)
        try:
            ending, costs = drive.run()
            pipes = drive.pipes
            return {
                **ending,
                'stdout': pipes.text(drive.stdout),
                'stderr': pipes.text(drive.stderr),
                **({} if drive.cells is None else {'cells': drive.cells}),
                'durationMs': round((time.monotonic() - started) * 1000, 1),
                'cpuMs': round((time.process_time() - cpu) * 1000 + drive.cpu_us / 1000, 1),
                'peakMemoryMb': round(costs.peak_kb / 1024, 1),
                **drive.clock.facts(),
                'sandbox': 'native',
                'python': platform.python_version(),
            }
        finally:
            drive.pipes.close()


def check_walls(supervisor, trial):
    """Runs a program that tries every door, before any other may run."""
    tests = {'prelude': '', 'code': 'found = try_doors()\nassert found == [], found', 'entryPoints': ['try_doors']}
    limits = {'timeoutMs': 10_000, 'memoryMb': 256, 'maxOutputBytes': 1000}
    execution = supervisor.run({'code': trial, 'tests': tests, 'limits': limits})
    if execution['outcome'] != 'finished':
        error = execution['error']
        raise Fault('the sandbox is not tight here: %s: %s' % (error['type'], error['message']))


def serve(plain, trial, started):
    """Orders as lines on stdin, answers as lines on stdout."""
    supervisor = Supervisor(plain)
    check_walls(supervisor, trial)
    start_ms = round((time.monotonic() - started) * 1000)
    send({'kind': 'ready', 'python': platform.python_version(), 'cold': False, 'startMs': start_ms})
    for line in sys.stdin.buffer:
        order = json.loads(line)
        try:
            send({'kind': 'done', 'id': order['id'], 'execution': supervisor.run(order['program'])})
        except ZygoteDied:
            # Not by a guest, which cannot reach it: the harness is to see that someone outside did this.
            os.kill(os.getpid(), signal.SIGKILL)
        except Fault as fault:
            send({'kind': 'fault', 'id': order['id'], 'message': str(fault)})


def send(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()
