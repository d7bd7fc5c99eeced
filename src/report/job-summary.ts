import {
  allCells,
  type BestCell,
  type Cell,
  type ComparedCell,
  type Metric,
  type RunComparison,
  type Summary,
  takenFrom,
} from '../core/index.ts';
import { percent, plain, plainName } from './plain.ts';
import { markdownText } from './sheet/index.ts';

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
  /** The run against an earlier one. */
  readonly baseline: {
    readonly directory: string;
    /** Null where the two have nothing in common. */
    readonly comparison: RunComparison | null;
  } | null;
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

/** Samples named of each kind, and remarks shown, before the rest is counted. */
const namedSamples = 20;
const shownRemarks = 5;

const baselineLines = ({ directory, comparison }: NonNullable<JobSummary['baseline']>): readonly string[] => {
  const title = `### Against ${code(directory)}`;
  if (comparison === null) return [title, 'The two runs have no scored sample in common.'];
  const { cells } = comparison;
  const remarks = [...comparison.warnings, ...comparison.left_out];
  return [
    title,
    table(
      ['', 'grader', 'samples', 'before', 'now', 'difference', '95 %', 'p (Holm)', 'worse on', 'better on'],
      cells.map(comparedRow),
    ),
    ...cells.flatMap(cell => [...sampleLines(cell, 'lost'), ...sampleLines(cell, 'gained')]),
    ...(remarks.length === 0 ? [] : [listed(remarks.map(text), shownRemarks)]),
  ];
};

const comparedRow = (cell: ComparedCell): readonly string[] => [
  nameOf(cell),
  text(plainName(cell.grader)),
  String(cell.samples),
  ...[cell.a, cell.b].map(value => percent(value, 2)),
  points(cell.difference),
  cell.ci95.map(points).join(' to '),
  cell.p_holm < 0.0001 ? '< 0.0001' : cell.p_holm.toFixed(4),
  ...[cell.lost, cell.gained].map(String),
];

const nameOf = ({ benchmark, protocol }: ComparedCell): string => text(plainName(`${benchmark}.${protocol}`));

const sampleLines = (cell: ComparedCell, direction: 'gained' | 'lost'): readonly string[] => {
  const found = cell.flips.filter(flip => flip.direction === direction);
  if (found.length === 0) return [];
  const what = direction === 'lost' ? 'worse on' : 'better on';
  const title = `${nameOf(cell)} (${text(plainName(cell.grader))}): ${what} ${found.length}`;
  const samples = found.map(({ id }) => code(id));
  return [
    `<details><summary>${title}</summary>\n\n${firstOf(samples, namedSamples).join(', ')}\n\n</details>`,
  ];
};

const listed = (lines: readonly string[], most: number): string =>
  firstOf(lines, most)
    .map(line => `- ${line}`)
    .join('\n');

const firstOf = (lines: readonly string[], most: number): readonly string[] => [
  ...lines.slice(0, most),
  ...(lines.length > most ? [`and ${lines.length - most} more`] : []),
];

/** A difference in points, with its sign. */
const points = (fraction: number): string => `${fraction < 0 ? '−' : '+'}${percent(Math.abs(fraction), 2)}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at < 2 ? '---' : '---:')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');

const text = (shown: string): string => markdownText(plain(shown));

/** A name that shows as it is; a grave accent would end it. */
const code = (name: string): string => `\`${plain(name).replaceAll('`', "'").slice(0, 300)}\``;
