import type { CellExecution, EurusError, Execution, Limits, Outcome, Program } from '../src/core/index.ts';
import type { CellOrder, FromWorker, PackagePaths, ToWorker } from './messages.ts';

export type Done = Extract<FromWorker, { kind: 'done' }>;
/** Why we, or a death, ended what a worker was at. */
export type Verdict = { readonly outcome: Outcome; readonly type: string; readonly message: string };
/** An execution of which no worker tells. */
export type Ended = {
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly peakMemoryMb: number | null;
  readonly python: string | null;
};

/** What a pool gives to a worker, and what it does with the answer: a program, or a cell of a session. */
export type Job = {
  readonly limits: Limits;
  /** Time after which the worker is killed, from when the job has begun. */
  readonly killAfterMs: number;
  readonly residentLimitMb: number;
  /** How long the worker may take before it begins, and says so; null when it begins at once. */
  readonly preparationMs: number | null;
  /** The session that it is a cell of: then the worker has something left to do after it has answered. */
  readonly session?: string;
  /** The worker that would be quickest, where it is free. */
  readonly place?: object;
  order(id: number): ToWorker;
  /** The worker has begun. */
  begun(message: Extract<FromWorker, { kind: 'begun' }>): void;
  done(message: Done, reruns: number, place: object): void;
  ended(how: Ended, reruns: number): void;
  /** The last word of a worker about a cell; null when it died before. */
  kept(bytes: number | null): void;
  reject(error: EurusError): void;
  reruns: number;
};

/** Only the pool knows how often a job was begun. */
const marked = <E extends Execution>({ reruns: _claimed, ...execution }: E, reruns: number) =>
  reruns === 0 ? execution : { ...execution, reruns };

const executionOf = (sandbox: string, { verdict, ...costs }: Ended): Execution => ({
  outcome: verdict.outcome,
  error: { type: verdict.type, message: verdict.message, line: null, origin: 'candidate' },
  stdout: '',
  stderr: '',
  missingModule: null,
  cpuMs: null,
  sandbox,
  ...costs,
});

type Settle<T> = { readonly resolve: (value: T) => void; readonly reject: (error: EurusError) => void };
export type JobCosts = Pick<Job, 'killAfterMs' | 'residentLimitMb' | 'preparationMs'>;

export const programJob = (
  sandbox: string,
  program: Program,
  packages: PackagePaths | undefined,
  costs: JobCosts,
  { resolve, reject }: Settle<Execution>,
): Job => ({
  ...costs,
  limits: program.limits,
  reruns: 0,
  order: id => ({ kind: 'run', id, program, ...(packages === undefined ? {} : { packages }) }),
  begun: () => undefined,
  done: ({ execution }, reruns) => resolve(marked(execution, reruns) as Execution),
  ended: (how, reruns) => resolve(marked(executionOf(sandbox, how), reruns) as Execution),
  kept: () => undefined,
  reject,
});

/** What came of a cell, and of its session. */
export type CellOutcome = {
  readonly execution: CellExecution;
  /** The interpreter went with the cell: the session is what it was before it. */
  readonly broken: boolean;
  /** Cells that were to be run again before this one could not be: the session began anew. */
  readonly lost: boolean;
  /** The worker that has the session in place. */
  readonly place?: object;
  /** How large the state is that was written, null when there is none; resolves when the worker is free again. */
  readonly kept: Promise<number | null>;
};

export type CellToRun = Omit<CellOrder, 'kind' | 'id'>;

export const cellJob = (
  sandbox: string,
  cell: CellToRun,
  place: object | undefined,
  costs: JobCosts,
  { resolve, reject }: Settle<CellOutcome>,
): Job => {
  const kept = Promise.withResolvers<number | null>();
  let lost = false;
  return {
    ...costs,
    limits: cell.limits,
    session: cell.session,
    reruns: 0,
    ...(place === undefined ? {} : { place }),
    order: id => ({ ...cell, kind: 'cell', id }),
    begun: message => {
      lost = message.lost === true;
    },
    done: ({ execution, cell: told, broken = false }, reruns, worker) => {
      const facts = told ?? { value: null, traceback: null };
      const whole = { ...execution, ...facts, number: cell.number };
      resolve({
        execution: marked(whole, reruns) as CellExecution,
        broken,
        lost,
        place: worker,
        kept: kept.promise,
      });
    },
    ended: (how, reruns) => {
      const facts = { value: null, traceback: null, number: cell.number };
      const whole = { ...executionOf(sandbox, how), ...facts };
      kept.resolve(null);
      resolve({
        execution: marked(whole, reruns) as CellExecution,
        broken: true,
        lost,
        kept: kept.promise,
      });
    },
    kept: kept.resolve,
    reject,
  };
};
