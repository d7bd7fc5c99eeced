"""The clock of a program or a cell. It counts the time in which the program could have run: how long it waited for a
processor that others had is no time of its own, and its deadline moves by as much, up to a bound.

Linux keeps for every thread how long it ran and how long it was ready to run and had no processor (schedstat). A thread
may also wait for threads of its own program, which must gain it nothing: what they ran is taken off what it waited, as it
cannot have waited for them any longer. Of several threads the one that counts is the one that waited longest; sums would
count the same moment for each of them."""

import collections
import os
import time

# Between the last two looks: a thread that is ready at both, with nothing of its program having run, waits.
APART_MS = 20
# With less than this left it is over: the rest would be spent on looking.
LEAST_MS = 5
# How long a program may last at most: so many times its limit, and so many milliseconds. The harness says.
STRETCH = (4, 60_000)
# Where there is a /proc; the harness says.
PROCESSES = '/proc'

# `ready`: running, or waiting for a processor.
Thread = collections.namedtuple('Thread', 'ran_ms delayed_ms ready')
# Processor time of a process, ended threads too; its threads by number.
Figures = collections.namedtuple('Figures', 'cpu_ms threads')
# More are not looked at: looking costs time of ours.
MAX_THREADS = 128
NO_THREAD = Thread(0.0, 0.0, False)
NOTHING = Figures(0.0, {})


def longest_ms(limit_ms):
    factor, extra_ms = STRETCH
    return limit_ms * factor + extra_ms


def waited_ms(figures, helpers=NO_THREAD):
    """How long a program waited for others, at least: its candidate in its unluckiest thread, and those who take turns with
    that, its tests and the supervisor."""
    found = 0.0
    for thread in figures.threads.values():
        siblings_ms = max(figures.cpu_ms - thread.ran_ms, 0.0)
        own = max(thread.delayed_ms - siblings_ms, 0.0)
        found = max(found, own + max(helpers.delayed_ms - siblings_ms, 0.0))
    return found


def thread_since(before, now):
    return Thread(now.ran_ms - before.ran_ms, now.delayed_ms - before.delayed_ms, now.ready)


def thread_sum(one, other):
    return Thread(one.ran_ms + other.ran_ms, one.delayed_ms + other.delayed_ms, one.ready or other.ready)


def since(before, now):
    """What has come to the figures of a process since the earlier ones."""
    threads = {
        number: thread_since(before.threads.get(number, NO_THREAD), thread) for number, thread in now.threads.items()
    }
    return Figures(now.cpu_ms - before.cpu_ms, threads)


class Clock:
    """`look()` gives the figures of the candidate's process and the sums of those who take turns with it, since this clock
    was made, or None where they cannot be had: then it is a clock on the wall."""

    def __init__(self, limit_ms, look, now=time.monotonic):
        self.limit_ms, self.look, self.now = limit_ms, look, now
        self.started = now()
        self.next_ms = max(limit_ms - APART_MS, 0)
        # None until somebody has looked.
        self.waited_ms = None
        self.starved = False
        self.idle_since, self.idle_cpu_ms = None, None

    def elapsed_ms(self):
        return (self.now() - self.started) * 1000

    def left_ms(self):
        """How long until it is to be asked whether it is over."""
        return max(self.next_ms - self.elapsed_ms(), 0)

    def facts(self):
        """What an execution says of it."""
        if self.waited_ms is None:
            return {}
        return {'waitedMs': round(self.waited_ms, 1), **({'starved': True} if self.starved else {})}

    def measure(self):
        """How long the program has waited by now; None where that cannot be known."""
        found = self.look()
        if found is None:
            return None
        figures, helpers = found
        elapsed = self.elapsed_ms()
        waited = waited_ms(figures, helpers) + self.still_waiting_ms(figures, elapsed)
        # In the rest of the time one of its threads ran, or its tests, or we did.
        self.waited_ms = max(min(waited, elapsed - figures.cpu_ms - helpers.ran_ms), 0.0)
        return self.waited_ms

    def still_waiting_ms(self, figures, elapsed):
        """A wait is in the kernel's figures when it has ended; this one goes on, as far as it has been watched."""
        if not any(thread.ready for thread in figures.threads.values()):
            self.idle_since = None
        elif self.idle_since is None or figures.cpu_ms != self.idle_cpu_ms:
            self.idle_since, self.idle_cpu_ms = elapsed, figures.cpu_ms
        return 0 if self.idle_since is None else elapsed - self.idle_since

    def is_over(self):
        """Looks when it is time to look."""
        if self.left_ms() > 0:
            return False
        waited, elapsed = self.measure(), self.elapsed_ms()
        left_ms = self.limit_ms - elapsed + (waited or 0)
        if left_ms < LEAST_MS:
            return True
        if elapsed >= longest_ms(self.limit_ms):
            self.starved = True
            return True
        pause_ms = left_ms - APART_MS if left_ms > 2 * APART_MS else left_ms
        self.next_ms = min(elapsed + pause_ms, longest_ms(self.limit_ms))
        return False


def cpu_ms_of(pid):
    """Processor time of another process, to the nanosecond. Its number is its own until it has been waited for."""
    # Number of the clock of a process's time, as Linux computes it (man clock_getcpuclockid).
    return time.clock_gettime((~pid << 3) | 2) * 1000


def thread_at(folder):
    with open(folder + '/schedstat', 'rb') as file:
        ran, delayed, _turns = file.read().split()
    with open(folder + '/stat', 'rb') as file:
        # After the name, which the thread may have chosen.
        state = file.read().rpartition(b') ')[2][:1]
    return Thread(int(ran) / 1e6, int(delayed) / 1e6, state == b'R')


def thread_of(pid):
    """The first thread of a process."""
    try:
        return thread_at('%s/%d/task/%d' % (PROCESSES, pid, pid))
    except (OSError, ValueError):
        return NO_THREAD


def figures_of(pid):
    """Of a process that has not been waited for; None where the system does not tell."""
    threads = {}
    folder = '%s/%d/task' % (PROCESSES, pid)
    try:
        for number in os.listdir(folder)[:MAX_THREADS]:
            try:
                threads[number] = thread_at('%s/%s' % (folder, number))
            except (ProcessLookupError, FileNotFoundError):
                # It has ended in between.
                pass
        return Figures(cpu_ms_of(pid), threads) if threads else None
    except (OSError, ValueError):
        return None
