"""The process that makes guests. It has the interpreter warm and forks for every program: one process for the
candidate, one for the tests, each the first of a process namespace, so that its end is the end of everything in it.
It never sees a text: those go from the supervisor straight to the guest, so that no guest is born with another's."""

import array
import collections
import gc
import importlib
import importlib.util
import os
import resource
import select
import signal
import socket
import struct
import sys
import time

import guest_algebra
import guest_run
import server_jail

# What programs commonly import. More would make every fork dearer, as each page in use is copied or counted.
PRELOAD = (
    'abc array ast bisect cmath collections collections.abc contextlib copy datetime decimal enum fractions functools '
    'hashlib heapq io itertools json keyword linecache math numbers operator queue random re statistics string '
    'struct textwrap threading time traceback types typing'
).split()
# What takes long to import and few programs need: kept in a process of its own, started when first asked for.
RICH = ('numpy', 'sympy')
ENVIRONMENT = {
    'HOME': server_jail.HOME,
    'LANG': 'C.UTF-8',
    'PATH': '/usr/bin:/bin',
    'PWD': server_jail.HOME,
    'PYTHONDONTWRITEBYTECODE': '1',
    'PYTHONHASHSEED': '0',
    'TZ': 'UTC',
    'USER': 'guest',
}
SPAWN_CANDIDATE, SPAWN_TESTS, SPAWN_SESSION, FINISH, RICHER, SIGNAL_SESSION, END_SESSION, WHO = 1, 2, 3, 4, 5, 6, 7, 8
ORDER = struct.Struct('>BII')
# CPU of the zygote in microseconds; then of the candidate and of the tests: wait status (-1: never born), CPU in
# microseconds, peak memory in KiB, whether it had to be killed.
REPLY = struct.Struct('>I' + 'iIIB' * 2)
FATE = struct.Struct('>iIIB')
PID = struct.Struct('>I')
NO_FATE = (-1, 0, 0, 0)
KEEP_TESTS = 1
LOW_DESCRIPTORS = 16
MAX_MEMORY_MB = 1 << 20


Costs = collections.namedtuple('Costs', 'status killed cpu_us tests_us peak_kb')


class ZygoteDied(OSError):
    pass


class Zygote:
    """The supervisor's side."""

    def __init__(self, channel):
        self.channel = channel
        answer = channel.recv(1 << 16)
        if not answer:
            raise ZygoteDied('the process that makes guests has died')
        # Modules that programs may want and this Python lacks.
        self.absent = frozenset(answer.decode().split())
        # The process of the tests, while it can be kept.
        self.tests = None

    def order(self, what, memory_mb=0, number=0, descriptors=()):
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', descriptors))] if descriptors else []
        try:
            self.channel.sendmsg([ORDER.pack(what, memory_mb, number)], rights)
        except OSError as error:
            raise ZygoteDied(str(error)) from None

    def spawn(self, role, descriptors, memory_mb, cpu_seconds):
        self.order(role, min(memory_mb, MAX_MEMORY_MB), cpu_seconds, descriptors)

    def number_of(self, role):
        """The number of the process that has this role now, or None."""
        self.order(WHO, number=role)
        reply = self.channel.recv(PID.size)
        if not reply:
            raise ZygoteDied('the process that makes guests has died')
        return PID.unpack(reply)[0] or None

    def finish(self, leaving_ms, keep_tests):
        """Ends the candidate, and the tests unless they are kept; the costs, and the status of the candidate."""
        self.order(FINISH, KEEP_TESTS if keep_tests else 0, leaving_ms)
        reply = self.channel.recv(REPLY.size)
        if not reply:
            raise ZygoteDied('the process that makes guests has died')
        cpu_us, status, candidate_us, peak_kb, killed, _status, tests_us, _kb, _killed = REPLY.unpack(reply)
        return Costs(status, bool(killed), cpu_us + candidate_us, tests_us, peak_kb)

    def spawn_session(self, number, descriptors, memory_mb):
        """The number of its process, or None when there could be none."""
        self.order(SPAWN_SESSION, min(memory_mb, MAX_MEMORY_MB), number, descriptors)
        reply = self.channel.recv(PID.size)
        if not reply:
            raise ZygoteDied('the process that makes guests has died')
        return PID.unpack(reply)[0] or None

    def signal_session(self, number, which):
        self.order(SIGNAL_SESSION, which, number)

    def end_session(self, number, leaving_ms=0):
        """Ends it and all that it has begun; its costs."""
        self.order(END_SESSION, leaving_ms, number)
        reply = self.channel.recv(FATE.size)
        if not reply:
            raise ZygoteDied('the process that makes guests has died')
        status, cpu_us, peak_kb, killed = FATE.unpack(reply)
        return Costs(status, bool(killed), cpu_us, 0, peak_kb)


def ask_for_richer(plain):
    """A second zygote, with the large packages imported; None when it cannot be had."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    plain.order(RICHER, descriptors=(theirs.fileno(),))
    theirs.close()
    try:
        return Zygote(ours)
    except OSError:
        return None


def start(filters, common):
    """Forks the first zygote and returns the supervisor's side of it."""
    preload(PRELOAD)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        run(theirs, filters, common)
    theirs.close()
    server_jail.drop_capabilities()
    return Zygote(ours)


def run(channel, filters, common):
    """Never returns: whatever happens in a guest must not come back into this code."""
    try:
        serve(channel, filters, common)
        os._exit(0)
    except BaseException as error:
        sys.stderr.write('%s: %s\n' % (type(error).__name__, error))
        sys.stderr.flush()
        os._exit(1)


def preload(names):
    """Imports what is there; a package that is broken counts as missing."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:
            pass


def warm(sympy):
    """An old or broken sympy may fail at any of it: its programs then only start colder."""
    try:
        guest_algebra.exercise(sympy)
    except Exception:
        pass


def is_lacking(name):
    try:
        return importlib.util.find_spec(name) is None
    except (ImportError, ValueError, AttributeError):
        return name not in sys.modules


def settle():
    """The state that every guest starts from."""
    sys.argv[:] = ['program.py']
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors='backslashreplace', encoding='utf-8')
    sys.stdin.reconfigure(encoding='utf-8', errors='replace')
    resource.setrlimit(resource.RLIMIT_NOFILE, (server_jail.OPEN_FILES,) * 2)
    # Forking copies what large pages hold as a whole.
    server_jail.libc.prctl(server_jail.PR_SET_THP_DISABLE, 1, 0, 0, 0)
    # Descriptors that come later never stand where a guest's own will be.
    empty = os.open('/dev/null', os.O_RDWR)
    while os.dup(empty) < LOW_DESCRIPTORS:
        pass
    gc.collect()
    gc.freeze()


def serve(channel, filters, common):
    settle()
    absent = [name for name in common if is_lacking(name)]
    guests = guest_run.make_guests(frozenset(absent))
    server_jail.make_mounts_private()
    base_bytes = server_jail.address_space_bytes()
    jails = {role: server_jail.make_jail(bytes.fromhex(rules), base_bytes) for role, rules in filters.items()}
    rules = bytes.fromhex(filters[SPAWN_CANDIDATE])
    jails[SPAWN_SESSION] = server_jail.make_jail(rules, base_bytes, server_jail.OF_SESSION)
    own_pidfd = server_jail.pidfd_of(os.getpid())
    channel.send(' '.join(absent).encode())
    alive, sessions = {}, {}
    # What it took to get here is no program's.
    cpu_before = time.process_time()
    while True:
        data, ancillary, _flags, _address = channel.recvmsg(64, socket.CMSG_SPACE(8 * 4))
        if not data:
            return
        what, memory_mb, number = ORDER.unpack(data)
        descriptors = array.array('i')
        for _level, _kind, payload in ancillary:
            descriptors.frombytes(payload)
        if what == FINISH:
            fates = [end(alive.pop(SPAWN_CANDIDATE, None), number)]
            fates.append(NO_FATE if memory_mb == KEEP_TESTS else end(alive.pop(SPAWN_TESTS, None), 0))
            cpu = time.process_time()
            channel.send(REPLY.pack(int((cpu - cpu_before) * 1e6), *fates[0], *fates[1]))
            cpu_before = cpu
        elif what == WHO:
            channel.send(PID.pack(alive.get(number) or 0))
        elif what == RICHER:
            make_richer(channel, descriptors[0], filters, common)
        elif what == SPAWN_SESSION:
            sessions[number] = spawn(guests[what], descriptors, jails[what], own_pidfd, memory_mb, 0)
            channel.send(PID.pack(sessions[number] or 0))
        elif what == SIGNAL_SESSION:
            if sessions.get(number) is not None:
                # No other process can have its number: it is ours until it is waited for.
                os.kill(sessions[number], memory_mb)
        elif what == END_SESSION:
            channel.send(FATE.pack(*end(sessions.pop(number, None), memory_mb)))
        else:
            alive[what] = spawn(guests[what], descriptors, jails[what], own_pidfd, memory_mb, number)
        for descriptor in descriptors:
            os.close(descriptor)


def spawn(guest, descriptors, close_in, own_pidfd, memory_mb, cpu_seconds):
    server_jail.new_pid_namespace()
    try:
        pid = os.fork()
    except OSError:
        # The supervisor learns it from the closed pipes.
        pid = None
    if pid == 0:
        guest_run.live(guest, lambda: close_in(descriptors, memory_mb, cpu_seconds), descriptors)
    server_jail.old_pid_namespace(own_pidfd)
    return pid


def make_richer(channel, descriptor, filters, common):
    if os.fork() == 0:
        channel.close()
        channel = socket.socket(fileno=os.dup(descriptor))
        preload(RICH)
        if 'numpy' in sys.modules:
            sys.modules['numpy'].random.seed(guest_run.SEED)
        if 'sympy' in sys.modules:
            warm(sys.modules['sympy'])
        run(channel, filters, common)


def end(pid, grace_ms):
    """Waits a moment for a guest that is said to be ending by itself, kills it otherwise, and tells its fate."""
    if pid is None:
        return NO_FATE
    killed = 0
    watch = server_jail.pidfd_of(pid)
    try:
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        if not poll.poll(grace_ms):
            os.kill(pid, signal.SIGKILL)
            killed = 1
    finally:
        os.close(watch)
    _pid, status, usage = os.wait4(pid, 0)
    return status, int((usage.ru_utime + usage.ru_stime) * 1e6), usage.ru_maxrss, killed
