import { allCells, type BestCell, type Cell, type Metric, type Summary, takenFrom } from '../core/index.ts';
import { percent, plain, plainName } from './plain.ts';
import { markdownText } from './sheet/index.ts';

/** How one cell differs from the same one of a baseline, over the trials that both could score. */
export type Flips = {
  /** `gsm8k.cot.strict` */
  readonly name: string;
  readonly before: Cell;
  readonly now: Cell;
  /** Trials that both have. */
  readonly both: number;
  /** Right before, not now. */
  readonly broken: NamedTrials;
  /** Right now, not before. */
  readonly mended: NamedTrials;
};

/** Some trials: the keys of the first of them. */
export type NamedTrials = { readonly count: number; readonly keys: readonly string[] };

export type JobSummary = {
  readonly model: string;
  readonly summary: Summary;
  /** What is below a threshold, one line each. */
  readonly below: readonly string[];
  /** How many thresholds there were. */
  readonly thresholds: number;
  /** How the command ended, in words. */
  readonly ending: string;
  readonly directory: string | null;
  readonly baseline: { readonly directory: string; readonly flips: readonly Flips[] } | null;
};

/** Markdown for the page of a job: gate, numbers, counts, and what flipped against a baseline. */
export const renderJobSummary = (job: JobSummary): string =>
  [
    `## eurus-eval: ${text(job.model)}`,
    ...gateLines(job),
    table(heads, allCells(job.summary).flatMap(rowsOf)),
    ...(job.baseline === null ? [] : baselineLines(job.baseline)),
    [job.ending, ...(job.directory === null ? [] : [`Results: ${code(job.directory)}`])]
      .map(plain)
      .join('  \n'),
    '',
  ].join('\n\n');

const gateLines = ({ below, thresholds }: JobSummary): readonly string[] => {
  if (thresholds === 0) return [];
  if (below.length === 0) return ['✅ Every number is at or above its threshold.'];
  return below.map(line => `❌ ${text(line)}`);
};

const heads = [
  ...['benchmark', 'grader', 'metric', '%', '95 %', 'samples'],
  ...['correct', 'incorrect', 'no answer', 'unscored', 'missing', 'cut off'],
];

const rowsOf = (cell: Cell | BestCell): readonly (readonly string[])[] => {
  const { counts, missing = 0 } = cell;
  const from = takenFrom(cell);
  const name = `${cell.benchmark}.${cell.protocol}${from === null ? '' : ` (${from})`}`;
  const judged = [counts.correct, counts.incorrect, counts['no-answer'], counts.unscored, missing].map(
    String,
  );
  const rest = [...judged, counts.unknown_ending === undefined ? String(counts.truncated) : '?'];
  const metrics: readonly (readonly [string, Metric | null])[] =
    Object.keys(cell.metrics).length === 0 ? [['pass@1', null]] : Object.entries(cell.metrics);
  return metrics.map(([metric, value], at) => [
    ...(at === 0 ? [text(plainName(name)), text(plainName(cell.grader))] : ['', '']),
    text(plainName(metric)),
    ...numbersOf(value),
    ...(at === 0 ? rest : rest.map(() => '')),
  ]);
};

const numbersOf = (metric: Metric | null): readonly string[] => {
  if (metric === null) return ['–', '–', '0'];
  const { value, ci95, samples, trials } = metric;
  const bounds = `${percent(ci95[0], 1)} to ${percent(ci95[1], 1)}`;
  return [percent(value, 2), bounds, trials === 1 ? String(samples) : `${samples} × ${trials}`];
};

const baselineLines = ({ directory, flips }: NonNullable<JobSummary['baseline']>): readonly string[] => {
  const title = `### Against ${code(directory)}`;
  if (flips.length === 0) return [title, 'The two runs have no benchmark, protocol and grader in common.'];
  const rows = flips.map(({ name, before, now, both, broken, mended }) => [
    text(plainName(name)),
    passAt1(before),
    passAt1(now),
    difference(before, now),
    ...[both, broken.count, mended.count].map(String),
  ]);
  return [
    title,
    table(['', 'before', 'now', 'difference', 'trials of both', 'right before only', 'right now only'], rows),
    ...flips.flatMap(({ name, broken, mended }) => [
      ...trialLines(`${name}: right before only`, broken),
      ...trialLines(`${name}: right now only`, mended),
    ]),
  ];
};

const trialLines = (title: string, { count, keys }: NamedTrials): readonly string[] => {
  if (count === 0) return [];
  const more = count > keys.length ? [`and ${count - keys.length} more`] : [];
  const lines = [...keys.map(code), ...more].map(line => `- ${line}`);
  return [`<details><summary>${text(plainName(title))}</summary>\n\n${lines.join('\n')}\n\n</details>`];
};

const passAt1 = ({ metrics }: Cell): string => {
  const value = metrics['pass@1']?.value;
  return value === undefined ? '–' : percent(value, 2);
};

const difference = (before: Cell, now: Cell): string => {
  const [from, to] = [before.metrics['pass@1']?.value, now.metrics['pass@1']?.value];
  if (from === undefined || to === undefined) return '–';
  return `${to >= from ? '+' : '−'}${percent(Math.abs(to - from), 2)}`;
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at < 2 ? '---' : '---:')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');

const text = (shown: string): string => markdownText(plain(shown));

/** A name that shows as it is; a grave accent would end it. */
const code = (name: string): string => `\`${plain(name).replaceAll('`', "'").slice(0, 300)}\``;
