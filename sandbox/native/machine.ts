import { findPrograms, searchFolders } from '../programs.ts';
import { startWorker, type WorkerCommand } from '../worker-process.ts';
import { findPython } from './python.ts';
import type { Architecture } from './seccomp.ts';
import { type ClockKind, workerCommand } from './walls.ts';

export type Machine = {
  readonly platform: string;
  readonly architecture: string;
  /** Where programs are looked for, in order. */
  readonly folders: readonly string[];
};

/** How to start a worker here, or why none can be had and what to do about it. */
export type Finding =
  | {
      readonly command: WorkerCommand;
      /** One that serves sessions. */
      readonly sessions: WorkerCommand;
      readonly detail: string;
    }
  | { readonly reason: string; readonly hint: string };

export const START_TIMEOUT_MS = 20_000;
/** What bubblewrap says where it may mount no /proc. */
const NO_PROC = /\bmount proc\b/i;
const MAX_REASON_CHARS = 500;
const INSTALL = 'install them (Debian, Ubuntu: apt-get install bubblewrap python3) or use --sandbox wasm';
const ALLOW = [
  'allow user namespaces (sysctl kernel.unprivileged_userns_clone=1; Ubuntu 24.04 and newer:',
  'sysctl kernel.apparmor_restrict_unprivileged_userns=0; in a container: --security-opt seccomp=unconfined',
  '--security-opt apparmor=unconfined) or use --sandbox wasm',
].join(' ');
const NO_CLOCK = '; time limits count waiting for a processor, as no namespace can have a /proc here';
const ARCHITECTURES: readonly string[] = ['x64', 'arm64'] satisfies Architecture[];
const isArchitecture = (name: string): name is Architecture => ARCHITECTURES.includes(name);

export const thisMachine = (): Machine => ({
  platform: process.platform,
  architecture: process.arch,
  folders: searchFolders(),
});

const plan = async ({ platform, architecture, folders }: Machine, clock: ClockKind): Promise<Finding> => {
  if (platform !== 'linux' || !isArchitecture(architecture))
    return {
      reason: `it needs Linux on x86-64 or arm64, this is ${platform} ${architecture}`,
      hint: 'use --sandbox wasm',
    };
  const [bubblewrap] = findPrograms('bwrap', folders);
  if (bubblewrap === undefined) return { reason: 'bubblewrap (bwrap) is not installed', hint: INSTALL };
  const python = await findPython(folders);
  if (typeof python === 'string') return { reason: `it needs Python 3.8 or newer: ${python}`, hint: INSTALL };
  return {
    command: workerCommand(bubblewrap, python, architecture, 'programs', clock),
    sessions: workerCommand(bubblewrap, python, architecture, 'sessions', clock),
    detail: `Python ${python.version} (${python.executable}) in ${bubblewrap}${clock === 'own' ? '' : NO_CLOCK}`,
  };
};

/** Starts one worker, which tries its own walls before it is ready, and ends it. */
const tryOut = (command: WorkerCommand): Promise<string | null> =>
  new Promise(resolve => {
    const worker = startWorker(command, {
      onMessage: () => end(null),
      onNonsense: () => end('the worker sent an unreadable message'),
      onExit: () => end(worker.complaint() || 'the worker ended without a word'),
    });
    const deadline = setTimeout(() => end(`no worker within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const end = (complaint: string | null) => {
      clearTimeout(deadline);
      worker.kill();
      resolve(complaint);
    };
  });

/** Whether a worker with all its walls can be had on this machine: by starting one. */
export const examine = async (machine: Machine): Promise<Finding> => {
  const found = await tryPlan(machine, 'own');
  // In some containers there can be none: the walls stand without it.
  return 'reason' in found && NO_PROC.test(found.reason) ? tryPlan(machine, 'wall') : found;
};

const tryPlan = async (machine: Machine, clock: ClockKind): Promise<Finding> => {
  const found = await plan(machine, clock);
  if ('reason' in found) return found;
  const complaint = await tryOut(found.command);
  if (complaint === null) return found;
  return { reason: complaint.replace(/\s+/g, ' ').slice(0, MAX_REASON_CHARS), hint: ALLOW };
};
