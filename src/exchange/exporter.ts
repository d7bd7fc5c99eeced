import type { RunRecord, TaskRecord } from '../record/index.ts';

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
};

/** Writes one format. @returns the files written */
export type Exporter = (options: ExportOptions) => Promise<readonly string[]>;
