import { exportEvalPlus, exportHumanEval } from './code-samples.ts';
import { csvLines } from './csv.ts';
import type { Exporter, ExportOptions } from './exporter.ts';
import { flatRows } from './flat-row.ts';
import { exportInspect } from './inspect.ts';
import { writeLines } from './lines.ts';
import { exportLmEval } from './lm-eval.ts';
import { exportPairs, exportSft, pairLines, sftLines } from './training-file.ts';

export type ExportFormat = {
  readonly title: string;
  /** What the file is called by default; null for formats that are a folder of files. */
  readonly file: string | null;
  readonly export: Exporter;
  /** Its lines, for formats that are printed where no file is named. */
  readonly lines?: (options: ExportOptions) => AsyncIterable<string>;
};

const flatLines = ({ runs, wanted, safe = false }: ExportOptions): AsyncIterable<string> =>
  csvLines(flatRows(runs, wanted), { safe });

/** Every format by name. */
export const exportFormats = {
  csv: {
    title: 'one row a verdict, for spreadsheets and scripts',
    file: 'verdicts.csv',
    export: async options => {
      await writeLines(options.out, flatLines(options));
      return [options.out];
    },
    lines: flatLines,
  },
  parquet: {
    title: 'the same as Parquet, for DuckDB, pandas and Polars',
    file: 'verdicts.parquet',
    export: async ({ runs, wanted, out, version }) => {
      const { writeParquet } = await import('./parquet.ts');
      await writeParquet(out, flatRows(runs, wanted), { eurus_eval: version });
      return [out];
    },
  },
  'lm-eval': {
    title: 'results and samples of lm-evaluation-harness',
    file: null,
    export: exportLmEval,
  },
  inspect: { title: 'JSON logs of inspect_ai, version 2', file: null, export: exportInspect },
  evalplus: {
    title: "EvalPlus's samples: task_id, solution",
    file: 'evalplus.jsonl',
    export: exportEvalPlus,
  },
  humaneval: {
    title: "HumanEval's samples: task_id, completion",
    file: 'humaneval.jsonl',
    export: exportHumanEval,
  },
  sft: {
    title: 'right actions as rows for fine-tuning, in the shape of UltraInteract_sft',
    file: 'sft.jsonl',
    export: exportSft,
    lines: sftLines,
  },
  preferences: {
    title: 'pairs of a right and a wrong action, in the shape of UltraInteract_pair',
    file: 'preferences.jsonl',
    export: exportPairs,
    lines: pairLines,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;
