import { exportEvalPlus, exportHumanEval } from './code-samples.ts';
import { csvLines } from './csv.ts';
import type { Exporter } from './exporter.ts';
import { flatRows } from './flat-row.ts';
import { exportInspect } from './inspect.ts';
import { writeLines } from './lines.ts';
import { exportLmEval } from './lm-eval.ts';

export type ExportFormat = {
  readonly title: string;
  /** What the file is called by default; null for formats that are a folder of files. */
  readonly file: string | null;
  readonly export: Exporter;
};

/** Every format by name. */
export const exportFormats = {
  csv: {
    title: 'one row a verdict, for spreadsheets and scripts',
    file: 'verdicts.csv',
    export: async ({ runs, wanted, out, safe = false }) => {
      await writeLines(out, csvLines(flatRows(runs, wanted), { safe }));
      return [out];
    },
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
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;
