import {
  type CellExecution,
  correct,
  found,
  type Grader,
  type Interaction,
  incorrect,
  noAnswer,
  notFound,
  type Protocol,
  type PythonSession,
  type Sandbox,
} from '../../src/core/index.ts';
import { fakeSandbox, greedyProtocol } from './fake-parts.ts';
import { records } from './files.ts';

/** Right when the text behind `answer:` is the target. */
export const said: Grader = {
  title: 'what is said',
  version: 1,
  extract: ({ text }) =>
    text.startsWith('answer: ') ? found(text.slice(8), 'behind answer:') : notFound('nothing is said'),
  score: ({ sample, extraction }) => {
    if (!extraction.found) return noAnswer(extraction.why);
    if (extraction.value === 'odd') throw new Error('a bug of ours');
    return extraction.value === sample.target ? correct('equal') : incorrect(`expected ${sample.target}`);
  },
};

const limits = { timeoutMs: 1000, memoryMb: 64, maxOutputBytes: 1000 };

/** `answer: …` proposes, `code: …` runs, `empty` spends a proposal, everything else is nothing. */
export const fakeInteraction = (more: Partial<Interaction> = {}): Interaction => ({
  maxSteps: 5,
  maxProposals: 2,
  session: { prelude: ['tools'], limits },
  judge: 'said',
  act: ({ text }) => {
    if (text.startsWith('answer: ')) return { kind: 'proposal', text: text.slice(8) };
    if (text.startsWith('code: ')) return { kind: 'code', text: text.slice(6) };
    return text === 'empty'
      ? { kind: 'nothing', why: 'it is empty', spends: 'proposal' }
      : { kind: 'nothing', why: 'it says nothing' };
  },
  observe: effect => {
    if (effect.kind === 'executed') return `Out[${effect.cell.number}]: ${effect.cell.value}`;
    return effect.kind === 'judged' ? effect.judgement.verdict : effect.why;
  },
  ask: ({ observation, stepsLeft, proposalsLeft, feedback }) =>
    `${observation}; ${stepsLeft} steps and ${proposalsLeft} proposals left${feedback === null ? '' : `; ${feedback}`}`,
  ...more,
});

/** A protocol that is asked over several turns. */
export const turnsProtocol = (
  interaction: Interaction = fakeInteraction(),
  more: Partial<Protocol> = {},
): Protocol => ({
  ...greedyProtocol,
  headline: 'said',
  graders: { said },
  interaction,
  ...more,
});

export type FakeSessions = Sandbox & {
  /** Of each session, the cells that its interpreter has had, our own among them. */
  readonly sessions: string[][];
  /** Sessions that are open. */
  open: number;
  mostOpen: number;
};

/**
 * A cell's value is all cells before it and its own, so that lost state shows; `hang` is ended from outside, `starve` for
 * want of a processor, the first time.
 */
export const fakeSessions = (more: Partial<Sandbox> = {}): FakeSessions => {
  let hasStarved = false;
  const openSession = (): PythonSession => {
    let cells: string[] = [];
    const log: string[] = [];
    let count = 0;
    sandbox.sessions.push(log);
    sandbox.open += 1;
    sandbox.mostOpen = Math.max(sandbox.mostOpen, sandbox.open);
    const take = (code: string): void => {
      count += 1;
      cells.push(code);
      log.push(code);
    };
    return {
      run: async code => {
        take(code);
        const starves = code.includes('starve') && !hasStarved;
        hasStarved ||= starves;
        const hangs = starves || code.includes('hang');
        const found = cellOf(hangs ? null : cells.join(' '), count);
        const cell = starves ? { ...found, starved: true } : found;
        if (hangs) cells = [];
        return cell;
      },
      restore: async before => {
        for (const code of before) take(code);
      },
      close: async () => {
        sandbox.open -= 1;
      },
    };
  };
  const sandbox: FakeSessions = {
    ...fakeSandbox(),
    openSession,
    sessions: [],
    open: 0,
    mostOpen: 0,
    ...more,
  };
  return sandbox;
};

const cellOf = (value: string | null, number: number): CellExecution => ({
  outcome: value === null ? 'timed-out' : 'finished',
  error: null,
  stdout: '',
  stderr: '',
  missingModule: null,
  durationMs: 1,
  cpuMs: null,
  peakMemoryMb: null,
  sandbox: 'wasm',
  python: '3.0.0',
  ...{ value, traceback: null, number },
  ...(value === null ? { lost: 'all' } : {}),
});

/** The turns on disk, as `id turn kind`. */
export const turnsOf = async (directory: string, name = 'b.cot'): Promise<readonly string[]> =>
  (await records(directory, `turns/${name}.jsonl`)).map(({ id, turn, record }) => `${id} ${turn} ${record}`);
