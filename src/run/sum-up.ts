import type { Cell, Manifest, Price } from '../core/index.ts';
import { cellsOf, type Scored } from './aggregate.ts';
import { selectionOf } from './manifest.ts';
import { panelsOf } from './panel-files.ts';
import type { PlannedTask } from './plan.ts';
import { markStarts, startWarnings } from './prefill/index.ts';
import { type RunResult, resultOf, type StopSignals } from './result.ts';
import { noPatience } from './room.ts';
import { keepSamples } from './samples-file.ts';
import { largestTrial, readRecordsOf } from './store.ts';
import { summaryOf, updateSummary } from './summary-file.ts';
import { createTable, markAsked, type TrialTable } from './trials.ts';
import { votesOf } from './votes/index.ts';
import { numberWarnings } from './warnings.ts';

export type SumUpOptions = StopSignals & {
  readonly directory: string;
  readonly manifest: Manifest;
  /** With all samples of the data. */
  readonly planned: readonly PlannedTask[];
  /** Further graders that have judged these tasks: their cells stand in `summary.json` only. */
  readonly others: readonly PlannedTask[];
  /** Samples that ought to be there, by task. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ks: readonly number[];
  readonly scoreField?: string | undefined;
  readonly price?: Price | null | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
};

/**
 * Makes all that follows from the records of a run directory: summary, samples, votes, and how graders part. Nothing is
 * asked and nothing judged.
 * @throws EurusError `RECORDS_UNREADABLE` | `DISK_*`
 */
export const sumUp = async (options: SumUpOptions): Promise<RunResult> => {
  const { directory, manifest, price } = options;
  const tables: TrialTable[] = [];
  for (const planned of options.planned) tables.push(await filledTable(planned, options));
  const { scored, warnings } = await scoredOf(tables, options);
  const others: TrialTable[] = [];
  for (const planned of options.others) others.push(await filledTable(planned, options));
  const more = await scoredOf(others, options);
  const mark = (cells: readonly Cell[]) => summaryOf(markStarts(cells, manifest), price);
  const summary = mark(cellsIn(scored));
  const damage = await updateSummary(directory, mark(cellsIn([...scored, ...more.scored])));
  await keepSamples(directory, tables.map(there), manifest.identity.system, noPatience);
  const said = [
    ...damage,
    ...startWarnings(options.planned, manifest),
    ...warnings,
    ...numberWarnings(scored),
  ];
  const result = resultOf(tables, summary, directory, options, said, false);
  return { ...result, panels: await panelsOf(tables, directory, noPatience) };
};

const cellsIn = (scored: readonly Scored[]): readonly Cell[] => scored.map(({ cell }) => cell);

const filledTable = async (planned: PlannedTask, options: SumUpOptions): Promise<TrialTable> => {
  const { directory, manifest, asked, scoreField } = options;
  const wanted = selectionOf(manifest, planned.name).trials;
  const trials = Math.max(wanted, 1 + (await largestTrial(planned, directory)));
  const table = createTable(planned, trials, { scoreField });
  await readRecordsOf(table, { directory, asks: null, retry: 'nothing' });
  markAsked(table, asked.get(planned.name) ?? new Set(), wanted);
  return table;
};

const scoredOf = async (
  tables: readonly TrialTable[],
  options: SumUpOptions,
): Promise<{ readonly scored: readonly Scored[]; readonly warnings: readonly string[] }> => {
  const scored: Scored[] = [];
  const warnings: string[] = [];
  for (const table of tables) {
    const votes = await votesOf(table, options.directory, noPatience, options);
    warnings.push(...votes.warnings);
    scored.push(...cellsOf(table, options.ks, votes));
  }
  return { scored, warnings };
};

/** The samples that ought to be there, or are. */
const there = ({ planned, trials, completions, asked }: TrialTable) => ({
  planned,
  samples: planned.samples.filter((_, index) => {
    const [from, to] = [index * trials, (index + 1) * trials];
    return asked.subarray(from, to).includes(1) || completions.subarray(from, to).some(code => code !== 0);
  }),
});
