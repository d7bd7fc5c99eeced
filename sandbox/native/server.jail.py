"""The walls around one guest: put up by the guest's own process between its birth and the first line of a program."""

import collections
import ctypes
import mmap
import os
import resource

HOME = '/home/guest'
DISK_NODES = 4096
OPEN_FILES = 256
STACK_BYTES = 64 * 1024 * 1024
# What the interpreter itself takes of a guest's memory limit; the same in every kind of sandbox.
INTERPRETER_MB = 25

Size = collections.namedtuple('Size', 'disk_bytes threads')
# The system counts the threads of all guests of a worker together, and a worker of sessions has hundreds of them.
OF_PROGRAM, OF_SESSION = Size(64 * 1024 * 1024, 64), Size(16 * 1024 * 1024, 2048)

CLONE_NEWNS, CLONE_NEWPID = 0x00020000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_THP_DISABLE = 22, 38, 41
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
PIDFD_OPEN = 434

# Without giving up the interpreter's lock: the process has one thread.
libc = ctypes.PyDLL(None, use_errno=True)


class Filter(ctypes.Structure):
    """`struct sock_fprog`"""

    _fields_ = [('length', ctypes.c_ushort), ('program', ctypes.c_void_p)]


def must(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, '%s: %s' % (what, os.strerror(number)))
    return result


def pidfd_of(pid):
    return must(libc.syscall(PIDFD_OPEN, pid, 0), 'pidfd_open (needs Linux 5.8)')


def new_pid_namespace():
    """The next child is the first process of a namespace of its own."""
    must(libc.unshare(CLONE_NEWPID), 'unshare(CLONE_NEWPID)')


def old_pid_namespace(own_pidfd):
    must(libc.setns(own_pidfd, CLONE_NEWPID), 'setns (needs Linux 5.8)')


def address_space_bytes():
    """How much address space this process has, found by lowering the limit until nothing more can be had."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 36
    while high - low > mmap.PAGESIZE:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        try:
            mapped = mmap.mmap(-1, mmap.PAGESIZE)
        except (OSError, MemoryError):
            low = middle
        else:
            mapped.close()
            high = middle
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return high


def mount_private_folder(path, size):
    options = 'size=%d,nr_inodes=%d,mode=755,uid=%d,gid=%d' % (size, DISK_NODES, os.getuid(), os.getgid())
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    must(libc.mount(b'tmpfs', path.encode(), b'tmpfs', flags, options.encode()), 'mount of ' + path)


def lower(kind, value, hard=None):
    limit = resource.getrlimit(kind)[1]
    top = value if hard is None else hard
    top = top if limit == resource.RLIM_INFINITY else min(top, limit)
    resource.setrlimit(kind, (min(value, top), top))


def make_mounts_private():
    """Whatever the outer walls are: nothing that a guest's namespace mounts may show in another."""
    must(libc.unshare(CLONE_NEWNS), 'unshare(CLONE_NEWNS)')
    must(libc.mount(None, b'/', None, MS_REC | MS_PRIVATE, None), 'private mounts')


def make_jail(filter_bytes, base_bytes, size=OF_PROGRAM):
    """A function that closes in the calling process for good. Everything that can be prepared is."""
    program = ctypes.create_string_buffer(filter_bytes, len(filter_bytes))
    rules = Filter(len(filter_bytes) // 8, ctypes.cast(program, ctypes.c_void_p))
    # ctypes does not know that the one points into the other.
    rules.keep = program
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()

    def close_in(descriptors, memory_mb, cpu_seconds):
        """`descriptors` become 0, 1, 2 and so on; all others are closed. No limit of CPU when it is 0."""
        must(libc.unshare(CLONE_NEWNS), 'unshare(CLONE_NEWNS)')
        for folder in ('/tmp', HOME):
            mount_private_folder(folder, size.disk_bytes)
        os.chdir(HOME)
        os.umask(0o022)
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
        os.closerange(len(descriptors), OPEN_FILES)
        room_bytes = max(memory_mb - INTERPRETER_MB, 1) * 1024 * 1024
        lower(resource.RLIMIT_AS, base_bytes + room_bytes)
        lower(resource.RLIMIT_STACK, STACK_BYTES)
        if cpu_seconds > 0:
            lower(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
        lower(resource.RLIMIT_FSIZE, size.disk_bytes)
        lower(resource.RLIMIT_NOFILE, OPEN_FILES)
        lower(resource.RLIMIT_NPROC, size.threads)
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
            lower(kind, 0)
        must(libc.capset(ctypes.byref(header), ctypes.byref(nothing)), 'capset')
        must(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'no_new_privs')
        must(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(rules), 0, 0), 'seccomp')

    return close_in


def drop_capabilities():
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    must(libc.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())), 'capset')
