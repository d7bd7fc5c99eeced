import type { Domain, Split } from '../core/index.ts';
import type { RunRecord, TaskRecord } from '../record/index.ts';
import type { PairOptions } from '../tree/index.ts';

/** What of some runs is exported, and how. */
export type ExportOptions = {
  readonly runs: readonly RunRecord[];
  /** True for the task and grader that are wanted. */
  readonly wanted: (task: TaskRecord, grader: string) => boolean;
  /** A file, or a folder for formats of several files. */
  readonly out: string;
  /** Of CSV: texts that a spreadsheet would run as a formula are defused. */
  readonly safe?: boolean;
  /** Version of eurus-eval. */
  readonly version: string;
  /** Of data for training. */
  readonly training?: TrainingOptions;
  /** Is told what was left out and why, a line each. */
  readonly note?: (line: string) => void;
};

/** What data for training is made of. */
export type TrainingOptions = PairOptions & {
  /** False: an SFT row's instruction is the instruction alone, without the turns before its action. */
  readonly history: boolean;
  /** Rows are made of test splits too; each says so. */
  readonly allowTestSplit: boolean;
  /** What is known of a run's benchmark; a test split is assumed where nothing is. */
  readonly about: (
    run: RunRecord,
    benchmark: string,
  ) => { readonly domain: Domain | null; readonly split: Split };
};

/** Writes one format. @returns the files written */
export type Exporter = (options: ExportOptions) => Promise<readonly string[]>;
