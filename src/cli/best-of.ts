import { relative, resolve } from 'node:path';
import { EurusError } from '../core/index.ts';
import { type PublishedTable, publishedTable } from '../published/index.ts';
import { openRun } from '../record/index.ts';
import {
  choiceSheet,
  type PrintedChoices,
  type RunChoices,
  renderSheet,
  type TableFormat,
} from '../report/index.ts';
import { type ChoicesOptions, choicesOf } from '../reward/index.ts';
import { isBeingWritten } from '../run/index.ts';
import { runDirectories } from './run-rows.ts';
import type { Terminal } from './terminal.ts';

export type BestOfOptions = Omit<ChoicesOptions, 'ns'> & {
  readonly ns: readonly number[];
  readonly format: TableFormat;
  readonly interval: boolean;
  readonly transpose: boolean;
  /** The paper's own numbers above. */
  readonly published: boolean;
};

/**
 * The table of choices for the runs among the paths.
 * @throws EurusError `USAGE` where no run has several answers to a sample
 */
export const bestOfTable = async (
  paths: readonly string[],
  options: BestOfOptions,
  terminal: Terminal,
): Promise<string> => {
  const { ns, interval, format, transpose, published } = options;
  const directories = [
    ...new Set((await Promise.all(paths.map(runDirectories))).flat().map(path => resolve(path))),
  ];
  const runs: RunChoices[] = [];
  const names = new Set<string>();
  for (const directory of directories) {
    const run = await openRun(directory);
    const shown = relative('.', directory) || '.';
    if (await isBeingWritten(directory)) {
      terminal.note(`${shown} is being written: what is not judged yet is not among these numbers.`);
    }
    for (const { name, benchmark } of run.tasks) names.add(name).add(benchmark);
    const tasks = await choicesOf(run, options);
    if (tasks.length > 0) runs.push({ model: run.manifest.identity.model, directory: shown, tasks });
  }
  refuseUnknown(runs, names, options);
  if (runs.length === 0) {
    throw new EurusError(
      'USAGE',
      'No run here has several judged answers to each sample, so there is no choice.',
      {
        hint: 'eurus-eval run … --n 16 --temperature 0.8 asks for some',
      },
    );
  }
  const table = published ? await publishedTable('table-9') : null;
  const sheet = choiceSheet(runs, {
    ...{ ns, interval },
    ...(table === null ? {} : { printed: printedChoices(table), names: paperNames }),
  });
  return renderSheet(sheet, format, { width: terminal.columns, styled: terminal.styled, transpose });
};

/** A misspelt name would leave its column or row out without a word. */
const refuseUnknown = (
  runs: readonly RunChoices[],
  names: ReadonlySet<string>,
  { benchmarks = [], scores = [] }: BestOfOptions,
): void => {
  const benchmark = benchmarks.find(name => !names.has(name));
  if (benchmark !== undefined) {
    throw new EurusError('USAGE', `--benchmark: no run here has answers to ${benchmark}.`, {
      hint: `There is: ${[...names].join(', ')}.`,
    });
  }
  const there = new Set(runs.flatMap(({ tasks }) => tasks.flatMap(({ rows }) => rows.map(row => row.score))));
  const score = scores.find(name => !there.has(name));
  if (score === undefined || runs.length === 0) return;
  throw new EurusError('USAGE', `--score-field: no answer here has a score named "${score}".`, {
    hint: 'Without --score-field all that there are have a row.',
  });
};

/** The benchmarks of Table 9 by their id here. */
const paperNames: ReadonlyMap<string, string> = new Map([
  ['humaneval', 'HumanEval'],
  ['mbpp', 'MBPP'],
  ['gsm8k', 'GSM8K'],
  ['math', 'MATH'],
]);

const printedChoices = (table: PublishedTable): PrintedChoices => ({
  title: `published in ${table.table}`,
  note: `published: ${table.source}. ${table.about}`,
  lines: table.rows.map(({ model, values }) => ({
    label: model,
    numbers: new Map(
      table.columns.flatMap(({ name }, at) => {
        const value = values[at];
        return typeof value === 'number' ? [[name, value] as const] : [];
      }),
    ),
  })),
  data: table,
});
