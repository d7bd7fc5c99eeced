import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { stretch } from '../stretch.ts';
import type { ProgramCommand } from '../worker-process.ts';
import type { Python } from './python.ts';
import { type Architecture, encodeProgram, seccompProgram } from './seccomp.ts';

const beside = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Python modules of the worker, in the order in which they need each other. */
const MODULES = [
  ['guest_wire', '../python/guest.wire.py'],
  ['guest_annotations', '../python/guest.annotations.py'],
  ['guest_candidate', '../python/guest.candidate.py'],
  ['guest_tests', '../python/guest.tests.py'],
  ['guest_algebra', '../python/guest.algebra.py'],
  ['guest_display', '../python/guest.display.py'],
  ['guest_traces', '../python/guest.traces.py'],
  ['guest_session', '../python/guest.session.py'],
  ['guest_tame', './guest.tame.py'],
  ['guest_run', './guest.run.py'],
  ['server_jail', './server.jail.py'],
  ['server_clock', './server.clock.py'],
  ['server_endings', './server.endings.py'],
  ['server_pipes', './server.pipes.py'],
  ['server_zygote', './server.zygote.py'],
  ['server_supervisor', './server.supervisor.py'],
  ['server_sessions', './server.sessions.py'],
] as const;

const NAMESPACES = ['user', 'ipc', 'pid', 'net', 'uts', 'cgroup-try'].map(name => `--unshare-${name}`);
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'].map(name => `/dev/${name}`);
const USER_ID = '1000';
/** Folders at the root that hold the system's programs and libraries, or are links to such. */
const SYSTEM_FOLDERS = ['/bin', '/lib', '/lib32', '/lib64', '/sbin'];

/** A folder at the root as it is here: a link, or a folder of its own, or not there. */
const systemFolder = (path: string): readonly string[] => {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return ['--symlink', readlinkSync(path), path];
    return stat.isDirectory() ? ['--ro-bind', path, path] : [];
  } catch {
    return [];
  }
};

/**
 * What a deadline counts: the time that a program could have run, for which the supervisor reads the worker's own
 * processes in a /proc; or the wall clock, where no namespace can have one.
 */
export type ClockKind = 'own' | 'wall';

/** Where that /proc is: below a folder that every guest has covered by one of its own before it reads any text. */
const PROCESSES = '/tmp/processes';

/**
 * What a worker sees of this machine: /usr, its Python, five devices, and nothing else; all read-only. The one
 * capability is for its own namespaces, and no guest keeps it.
 */
const bubblewrapArguments = (python: Python, clock: ClockKind): readonly string[] => [
  ...NAMESPACES,
  ...['--die-with-parent', '--new-session', '--hostname', 'guest'],
  ...['--uid', USER_ID, '--gid', USER_ID],
  ...['--cap-drop', 'ALL', '--cap-add', 'CAP_SYS_ADMIN'],
  ...['--ro-bind', '/usr', '/usr'],
  ...SYSTEM_FOLDERS.flatMap(systemFolder),
  ...python.prefixes.flatMap(prefix => ['--ro-bind', prefix, prefix]),
  ...DEVICES.flatMap(device => ['--dev-bind', device, device]),
  ...['--dir', '/tmp', '--dir', '/home/guest'],
  ...(clock === 'own' ? ['--proc', PROCESSES] : []),
  ...['--remount-ro', '/', '--chdir', '/'],
];

const ENVIRONMENT = {
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONHASHSEED: '0',
  // A thread that a library starts for itself would be lost to every guest.
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

/** How to start a worker: one for programs, or one for sessions. */
export const workerCommand = (
  bubblewrap: string,
  python: Python,
  architecture: Architecture,
  serves: 'programs' | 'sessions',
  clock: ClockKind,
): ProgramCommand => ({
  program: bubblewrap,
  arguments: [
    ...bubblewrapArguments(python, clock),
    ...['--', python.executable, '-s', '-B', '-c', beside('./server.boot.py')],
  ],
  environment: ENVIRONMENT,
  greeting: JSON.stringify({
    serves,
    clock: { processes: PROCESSES, stretch: [stretch.factor, stretch.extraMs] },
    modules: MODULES.map(([name, file]) => [name, beside(file)]),
    filter: encodeProgram(seccompProgram(architecture)).toString('hex'),
    // The tests are handed their pipes to each candidate.
    testsFilter: encodeProgram(seccompProgram(architecture, ['recvmsg'])).toString('hex'),
    trial: beside('./guest.trial.py'),
  }),
});
