import type { Terminal } from './terminal.ts';

/** A command module: parses its own arguments, does its work, returns the exit code. */
export type CommandModule = {
  readonly command: (argv: readonly string[], terminal: Terminal) => Promise<number>;
};

export type CommandEntry = {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Loaded only when the command is used, so that `--help` costs nothing. */
  readonly load: () => Promise<CommandModule>;
};

/** Every command, in the order of the overview. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    usage: 'run BENCHMARK… --model PROVIDER/NAME',
    summary: 'generate, score, aggregate; the same command again resumes',
    load: () => import('./run.ts'),
  },
  {
    name: 'score',
    usage: 'score PATH [--benchmark ID]',
    summary: 'score recorded completions: a run directory or a JSONL file',
    load: () => import('./score.ts'),
  },
  {
    name: 'merge',
    usage: 'merge OUT SHARD…',
    summary: 'join the run directories of --shard runs',
    load: () => import('./merge.ts'),
  },
  {
    name: 'worker',
    usage: 'worker --queue URL',
    summary: 'score for runs on other machines that use the same queue',
    load: () => import('./worker.ts'),
  },
  {
    name: 'status',
    usage: 'status --queue URL',
    summary: 'what goes on in a queue: runs, workers, the server',
    load: () => import('./status.ts'),
  },
  {
    name: 'reward',
    usage: 'reward RUN --reward PROVIDER/NAME',
    summary: 'rewards for recorded answers, from a reward model or a judge',
    load: () => import('./reward.ts'),
  },
  {
    name: 'pairs',
    usage: 'pairs FILE --reward PROVIDER/NAME',
    summary: 'reward models, and implicit rewards of policies, judged on preference pairs',
    load: () => import('./pairs.ts'),
  },
  {
    name: 'table',
    usage: 'table [PATH…]',
    summary: 'leaderboard: a row a model, a column a benchmark',
    load: () => import('./table.ts'),
  },
  {
    name: 'compare',
    usage: 'compare A B',
    summary: 'is B better than A? difference, interval, p, samples that flipped',
    load: () => import('./compare.ts'),
  },
  {
    name: 'view',
    usage: 'view [DIR]',
    summary: 'results in a browser, on this machine only',
    load: () => import('./view.ts'),
  },
  {
    name: 'plot',
    usage: 'plot [PATH…] --figure NAME',
    summary: 'results as SVG or PNG for a paper',
    load: () => import('./plot.ts'),
  },
  {
    name: 'bundle',
    usage: 'bundle RUN OUT',
    summary: 'a run as one file of evidence, every byte of it hashed',
    load: () => import('./bundle.ts'),
  },
  {
    name: 'verify',
    usage: 'verify FILE',
    summary: 're-grade a bundle here: does its table hold?',
    load: () => import('./verify.ts'),
  },
  {
    name: 'export',
    usage: 'export PATH… --format FORMAT',
    summary: 'results for other tools: csv, Parquet, lm-eval, inspect, EvalPlus; data to train on',
    load: () => import('./export.ts'),
  },
  {
    name: 'data',
    usage: 'data list|pull|verify|path',
    summary: 'benchmark files: source, licence, sha256, present or not',
    load: () => import('./data.ts'),
  },
  {
    name: 'list',
    usage: 'list [KIND]',
    summary: 'benchmarks, protocols, graders, backends, sandboxes',
    load: () => import('./list.ts'),
  },
  {
    name: 'check',
    usage: 'check PATH|PACKAGE|ID',
    summary: 'is an adapter whole: rows, ids, prompts, golden cases',
    load: () => import('./check.ts'),
  },
  {
    name: 'prompt',
    usage: 'prompt ID[.PROTOCOL] [--id X]',
    summary: 'the exact request that would be sent',
    load: () => import('./prompt.ts'),
  },
  {
    name: 'exec',
    usage: 'exec FILE',
    summary: 'one program through the sandbox, as JSON',
    load: () => import('./exec.ts'),
  },
  {
    name: 'math',
    usage: 'math GOLD PRED | math --jsonl FILE',
    summary: 'are two answers equal? one JSON line a pair',
    load: () => import('./math.ts'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'what works here and what to install for the rest',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'demo',
    usage: 'demo',
    summary: 'a whole run on shipped samples with scripted models, offline',
    load: () => import('./demo.ts'),
  },
];
