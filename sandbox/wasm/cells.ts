import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Execution, type Limits, messageOf } from '../../src/core/index.ts';
import type { CellOrder, FromWorker, PastCell } from '../messages.ts';
import { type Ending, ended, endingOf, readCell, readReport } from './endings.ts';
import type { Image, Interpreter } from './interpreter.ts';
import { INTERRUPT_GRACE_MS, memoryLimitBytes } from './limits.ts';
import type { Places } from './places.ts';
import { readOutput, rounded } from './run.ts';

const MB = 1024 * 1024;
type Answer = Extract<FromWorker, { kind: 'done' }>;

type Ran = {
  readonly ending: Ending;
  readonly told?: ReturnType<typeof readCell>;
  /** The interpreter cannot be used again. */
  readonly broken: boolean;
};

/** One cell in an interpreter that has its session. A failure is one that the cell provoked. */
const runIn = (interpreter: Interpreter, cell: PastCell, extraBytes: number): Ran => {
  try {
    return ask(interpreter, cell, extraBytes);
  } catch (error) {
    const ending = ended('crashed', 'Crash', `the interpreter was lost (${messageOf(error)})`, 'candidate');
    return { ending, broken: true };
  }
};

const ask = (interpreter: Interpreter, { code, number, limits }: PastCell, extraBytes: number): Ran => {
  const deadlineMs = Date.now() + limits.timeoutMs;
  interpreter.resume({
    stdin: '',
    memoryLimitBytes: memoryLimitBytes(limits, extraBytes),
    maxOutputBytes: limits.maxOutputBytes,
    deadlineMs,
    interrupts: true,
  });
  const order = { source: code, number, seconds: limits.timeoutMs / 1000 };
  const reply = interpreter.ask('cell', JSON.stringify(order), limits.timeoutMs + INTERRUPT_GRACE_MS);
  if (!('text' in reply)) return { ending: endingOf(reply, limits), broken: true };
  const told = readCell(reply.text, limits.maxOutputBytes);
  const ending = readReport(reply.text, 'candidate');
  const late = ending.outcome === 'raised' && Date.now() >= deadlineMs;
  return { ending: late ? interrupted(limits) : ending, told, broken: false };
};

const interrupted = ({ timeoutMs }: Limits) =>
  ended('timed-out', 'Timeout', `no result within ${timeoutMs} ms; interrupted`, 'candidate');

const peakMb = (interpreter: Interpreter): number | null => {
  try {
    return rounded(interpreter.heapEnd() / MB);
  } catch {
    return null;
  }
};

/** Runs cells of sessions one at a time in this process; blocks while one runs. */
export const createCells = (places: Places, plain: Image) => {
  /**
   * Gives an interpreter the state of a session.
   * @returns null when cells that had to run again could not
   * @throws Error when the state cannot be read
   */
  const bring = ({ file, again }: CellOrder, image: Image, extraBytes: number): Interpreter | null => {
    const state = file.written ? readFileSync(file.path) : null;
    const interpreter = places.takeForSession(image);
    interpreter.wake(state);
    for (const past of again) if (runIn(interpreter, past, extraBytes).broken) return null;
    return interpreter;
  };

  const bringNew = (image: Image): Interpreter => {
    places.settle(image, null);
    const interpreter = places.takeForSession(image);
    interpreter.wake(null);
    return interpreter;
  };

  const writeState = (path: string, state: Uint8Array): number | null => {
    try {
      writeFileSync(`${path}.new`, state, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      return state.length;
    } catch {
      // Without its file the session is brought back by its cells.
      return null;
    }
  };

  return {
    /**
     * Runs a cell; the session is what it was before it when the answer says `broken`.
     * @param begun is told, before the cell's time begins, whether the session was lost
     * @throws Error only before anything of the cell has run
     */
    run: (order: CellOrder, image: Image, begun: (lost: boolean) => void): Answer => {
      const extraBytes = image.facts.memoryBytes - plain.facts.memoryBytes;
      const live = places.findLive(image, order.session, order.version);
      const brought = live ?? bring(order, image, extraBytes);
      const interpreter = brought ?? bringNew(image);
      begun(brought === null);
      const startedMs = performance.now();
      const cpuBefore = process.cpuUsage();
      const { ending, told, broken } = runIn(interpreter, order, extraBytes);
      const printed = readOutput(interpreter);
      const cpu = process.cpuUsage(cpuBefore);
      const execution: Execution = {
        ...ending,
        ...printed,
        durationMs: rounded(performance.now() - startedMs),
        cpuMs: rounded((cpu.user + cpu.system) / 1000),
        peakMemoryMb: broken ? null : peakMb(interpreter),
        sandbox: 'wasm',
        python: image.python,
      };
      const { session, version } = order;
      places.settle(image, broken ? null : { session, version: version + 1 });
      return { kind: 'done', id: order.id, execution, broken, ...(told === undefined ? {} : { cell: told }) };
    },
    /** Writes the session that is in place into its file. @returns its size, or null when it was not written */
    keep: ({ session, version, file }: CellOrder, image: Image): number | null => {
      try {
        const state = places.findLive(image, session, version + 1)?.save(file.maxBytes);
        return state ? writeState(file.path, state) : null;
      } catch {
        places.settle(image, null);
        return null;
      }
    },
  };
};

export type Cells = ReturnType<typeof createCells>;
