import type { Sandbox } from '../core/index.ts';
import { createHalt, type Halt } from './halt.ts';
import { type LazySandbox, lazySandbox } from './lazy-sandbox.ts';
import { createProgress, type Progress } from './progress.ts';
import type { StopSignals } from './result.ts';
import { createRoom, defaultPatience, type Patience, type Room } from './room.ts';
import { unscoredTally } from './warnings.ts';

export type SessionOptions = StopSignals & {
  /** Called at most once, and only when a grader that runs code has something to judge. */
  readonly openSandbox: () => Promise<Sandbox>;
  /** Called on every change with one and the same object: draw when you like. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with plain lines that a user should see at once, such as that the disk is full and the run waits. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** How long a full disk is waited for; ten minutes when left out. */
  readonly patience?: Patience | undefined;
};

/** What all work of one command shares. */
export type Session = {
  readonly halt: Halt;
  readonly sandbox: LazySandbox;
  readonly progress: Progress;
  /** For all that is written meanwhile. */
  readonly room: Room;
  /** What could not be judged, for the warnings. */
  readonly unjudged: ReturnType<typeof unscoredTally>;
  /** Tells the caller that the progress has changed. */
  readonly changed: () => void;
};

/**
 * Does work in a session, and cleans up however it ends. When the run is halted the sandbox is closed at
 * once, so that nothing waits for a program that may run for long.
 * @param names of the tasks, for the progress
 * @throws the first failure
 */
export const inSession = async <T>(
  names: readonly string[],
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> => {
  const halt = createHalt(options.abort);
  const sandbox = lazySandbox(options.openSandbox);
  halt.signal.addEventListener('abort', () => void sandbox.close(), { once: true });
  const progress = createProgress(names);
  try {
    const changed = (): void => options.onProgress?.(progress);
    const room = roomOf(options, halt.signal, state => {
      progress.state = state;
      changed();
    });
    return await work({ halt, sandbox, progress, room, unjudged: unscoredTally(), changed });
  } catch (error) {
    halt.fail(error);
    throw error;
  } finally {
    await sandbox.close();
    halt.rethrow();
  }
};

/**
 * Opens the sandbox before its first use, and says so: it may take seconds.
 * @returns null when the work was stopped before it was there
 * @throws EurusError `SANDBOX_MISSING`
 */
export const startSandbox = async ({ sandbox, progress, changed }: Session): Promise<Sandbox | null> => {
  progress.state = 'starting the sandbox';
  changed();
  try {
    return await sandbox.open();
  } finally {
    progress.state = null;
    changed();
  }
};

/**
 * @param signal ends the wait for a full disk
 * @param show is told of the wait as long as it lasts, then null
 */
export const roomOf = (
  { patience, onNotice }: Pick<SessionOptions, 'patience' | 'onNotice'>,
  signal: AbortSignal | undefined,
  show?: (state: string | null) => void,
): Room => createRoom(patience ?? defaultPatience, signal, line => onNotice?.(line), show);
