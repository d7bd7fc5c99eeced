import { getCompileCacheDir } from 'node:module';
import { startProcess } from '../../sandbox/worker-process.ts';
import type { FromJudge, StartJudge, ToJudge } from '../queue/index.ts';

export type JudgeProcessOptions = {
  readonly dataRoot: string;
  /** Benchmarks from files, as they stand on the command line. */
  readonly benchmarks: readonly string[];
};

// Published packages hold compiled sources.
const file = new URL(`./judge-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Memory of a process's JavaScript heap, in MiB: an answer that takes more ends the process, and not the worker. Samples
 * of all benchmarks, and a message as large as one may be, fit in several times.
 */
const heapMb = 1024;

/** Starts processes that judge. What a grader prints goes nowhere: stdout is for results. */
export const judgeProcesses =
  ({ dataRoot, benchmarks }: JudgeProcessOptions): StartJudge =>
  ({ onMessage, onEnd }) => {
    const judge = startProcess<ToJudge>(
      {
        file,
        arguments: [dataRoot, ...benchmarks],
        nodeFlags: [`--max-old-space-size=${heapMb}`, '--disable-warning=ExperimentalWarning'],
        environment: environment(),
      },
      // It is our own program.
      value => onMessage(value as FromJudge),
      (signal, code) => onEnd(endOf(signal, code, judge.complaint())),
    );
    return judge;
  };

const environment = (): Readonly<Record<string, string>> => {
  const { EURUS_QUEUE_PASSWORD: _, ...rest } = process.env;
  const all = { ...rest, NODE_COMPILE_CACHE: getCompileCacheDir() };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
};

const endOf = (signal: NodeJS.Signals | null, code: number | null, complaint: string): string => {
  if (/\bout of memory\b/.test(complaint)) return `it took more than ${heapMb} MiB of memory`;
  if (signal !== null) return `it was ended by ${signal}`;
  const last = complaint.split('\n').findLast(line => /^\s*\w*Error\b/.test(line));
  return last === undefined ? `it ended itself with code ${code}` : last.trim();
};
