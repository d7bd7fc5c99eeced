import { allCells, type Cell, EurusError, joinProtocol, type Summary, splitProtocol } from '../core/index.ts';
import { plainName } from '../report/index.ts';
import { type Task, taskName } from '../run/index.ts';
import { textList } from './arguments.ts';

/** A number that cells must reach. */
export type Threshold = {
  /** As it was given. */
  readonly text: string;
  /** `gsm8k`, `gsm8k.cot` or `gsm8k.cot.strict`; null: every cell that has the metric. */
  readonly cells: string | null;
  readonly metric: string;
  /** 0–1 */
  readonly least: number;
};

/** Reads `pass@1=0.5`, `gsm8k:pass@1=60%`, …; repeatable, comma-separated. */
export const readThresholds = (value: unknown): readonly Threshold[] | undefined =>
  textList('--fail-under')(value)?.map(readThreshold);

const readThreshold = (text: string): Threshold => {
  const [, cells, metric = '', number = '', percent] =
    /^(?:([^:=]+):)?([^:=]+)=([0-9.]{1,20})(%?)$/.exec(text) ?? [];
  const least = Number(number) / (percent === '%' ? 100 : 1);
  if (metric !== '' && number !== '' && least >= 0 && least <= 1) {
    return { text, cells: cells ?? null, metric, least };
  }
  throw new EurusError(
    'USAGE',
    `--fail-under is "${text}", expected [BENCHMARK:]METRIC=VALUE with a value from 0 to 1, or a share in %.`,
    { hint: 'e.g. pass@1=0.5, gsm8k:pass@1=0.6, math.best:pass@1=40%' },
  );
};

const namesOf = ({ benchmark, protocol, grader }: Cell): readonly string[] => [
  benchmark,
  `${benchmark}.${protocol}`,
  `${benchmark}.${protocol}.${grader}`,
];

/** The better of two settings is meant only where it is named: the two themselves have a threshold each. */
const meant = (summary: Summary, { cells }: Threshold): readonly Cell[] =>
  cells === null
    ? summary.cells
    : allCells(summary).filter(cell => {
        const names = namesOf(cell);
        return ('from' in cell ? names.slice(1) : names).includes(cells);
      });

/**
 * What is below a threshold, one line each. A named cell without the number is below: nothing of it could be scored, and
 * a gate that nothing reached must not stand open.
 * @throws EurusError `USAGE` for a threshold that is about no cell
 */
export const belowThresholds = (
  summary: Summary,
  thresholds: readonly Threshold[] | undefined,
): readonly string[] => (thresholds ?? []).flatMap(threshold => belowThreshold(summary, threshold));

/** True when a summary has something that a threshold is about. */
export const concerns = (summary: Summary, threshold: Threshold): boolean =>
  meant(summary, threshold).some(
    cell => Object.hasOwn(cell.metrics, threshold.metric) || nothingScored(cell),
  );

const belowThreshold = (summary: Summary, threshold: Threshold): readonly string[] => {
  const { cells: name, metric, least, text } = threshold;
  const found = meant(summary, threshold);
  if (name !== null && found.length === 0) {
    throw new EurusError('USAGE', `--fail-under ${text}: there is no "${name}".`, {
      hint: `There is: ${[...new Set(allCells(summary).map(cell => `${cell.benchmark}.${cell.protocol}`))].join(', ')}.`,
    });
  }
  const always = name !== null || metric === 'pass@1';
  const judged = always ? found : found.filter(cell => Object.hasOwn(cell.metrics, metric));
  if (found.length > 0 && !concerns(summary, threshold)) {
    throw new EurusError('USAGE', `--fail-under ${text}: no cell has the metric "${metric}".`, {
      hint: `There are: ${[...new Set(found.flatMap(cell => Object.keys(cell.metrics)))].join(', ')}.`,
    });
  }
  const low = judged.filter(cell => !((cell.metrics[metric]?.value ?? -1) >= least));
  if (low.length === 0) return [];
  return [
    `Below --fail-under ${text}: ${low.map(cell => `${nameOf(cell)} ${numberIn(cell, metric)}`).join('; ')}`,
  ];
};

const nothingScored = ({ metrics }: Cell): boolean => Object.keys(metrics).length === 0;
const nameOf = (cell: Cell): string => plainName(`${cell.benchmark}.${cell.protocol} ${cell.grader}`);
const numberIn = ({ metrics }: Cell, metric: string): string =>
  metrics[metric]?.value.toFixed(4) ?? 'has no such number: nothing was scored';

/**
 * Said before any work: a threshold that no cell of the run can be about.
 * @param asked the k and the scores asked for; metrics at 1 are always there
 * @throws EurusError `USAGE`
 */
export const refuseIdleThresholds = (
  thresholds: readonly Threshold[] | undefined,
  asked: AskedMetrics,
  tasks: readonly Task[],
): void => {
  for (const { text, cells, metric } of thresholds ?? []) {
    const meant = tasks.filter(task => cells === null || taskNames(task, tasks).includes(cells));
    if (meant.length === 0) {
      throw new EurusError('USAGE', `--fail-under ${text}: this run has no "${cells}".`, {
        hint: `It will have: ${tasks.map(taskName).join(', ')}.`,
      });
    }
    if (meant.some(task => hasMetric(task, asked, metric))) continue;
    const more = [...new Set(asked.k)].filter(k => k > 1);
    const known = ['pass@1', ...kindsOf(asked).flatMap(kind => more.map(k => `${kind}${k}`))];
    if (asked.scoreField !== undefined) known.push('oracle');
    if (meant.some(({ benchmark }) => benchmark.macro !== undefined)) known.push('macro');
    const turns = Math.max(0, ...meant.map(turnsOf));
    if (turns > 0) known.push(turns === 1 ? 'within@1' : `within@1 to within@${turns}`);
    throw new EurusError('USAGE', `--fail-under: this run has no metric "${metric}".`, {
      hint: `It will have: ${known.join(', ')}; --k asks for more.`,
    });
  }
};

/** Also the better of the settings of one benchmark, where several of them are asked. */
const taskNames = (task: Task, tasks: readonly Task[]): readonly string[] => {
  const { benchmark, protocolName, graders } = task;
  const { profile } = splitProtocol(protocolName);
  const settings = tasks.filter(other => other.benchmark.id === benchmark.id).length;
  const protocols = [protocolName, ...(settings > 1 ? [joinProtocol('best', profile)] : [])];
  const names = protocols.map(protocol => `${benchmark.id}.${protocol}`);
  return [benchmark.id, ...names, ...names.flatMap(name => graders.map(grader => `${name}.${grader}`))];
};

/** What decides which metrics cells have. */
export type AskedMetrics = { readonly k: readonly number[]; readonly scoreField?: string | undefined };

const kindsOf = ({ scoreField }: AskedMetrics): readonly string[] => [
  ...['pass@', 'maj@', 'pass^'],
  ...(scoreField === undefined ? [] : ['best@', 'weighted@']),
];

/** Most turns of a task; 0 where there is one and no `within@k`. */
const turnsOf = ({ protocol: { interaction } }: Task): number => interaction?.maxSteps ?? 0;

const hasMetric = (task: Task, asked: AskedMetrics, metric: string): boolean => {
  const { macro, parts } = task.benchmark;
  const within = /^within@([1-9]\d{0,8})$/.exec(metric)?.[1];
  if (within !== undefined) return Number(within) <= turnsOf(task);
  if (metric === 'macro') return macro !== undefined;
  if (metric === `${parts}-level`) return true;
  if (metric === 'oracle') return asked.scoreField !== undefined;
  const [, kind = '', k] = /^([a-z]{3,8}[@^])(\d{1,9})$/.exec(metric) ?? [];
  return k !== undefined && kindsOf(asked).includes(kind) && [1, ...asked.k].includes(Number(k));
};
