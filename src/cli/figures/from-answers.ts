import { type Completion, decodeCompletion, EurusError } from '../../core/index.ts';
import { type HistogramData, histogramsOf, type Values } from '../../plot/index.ts';
import { locatedRecords, openRun } from '../../record/index.ts';
import type { FigureCell } from './run-cells.ts';

/** What is counted of each answer, in the figure's unit, and its grain; null where nobody knows. */
type Measure = {
  readonly of: (completion: Completion) => number | null;
  readonly least: number;
  readonly what: string;
};

const measures: Readonly<Record<'latency' | 'tokens', Measure>> = {
  latency: {
    of: ({ latencyMs, reusedFrom }) =>
      latencyMs === null || reusedFrom !== undefined ? null : latencyMs / 1000,
    least: 0.001,
    what: 'a known latency',
  },
  tokens: { of: ({ usage }) => usage.outputTokens, least: 1, what: 'known output tokens' },
};

/**
 * Latency or output tokens of the answers to the chosen benchmarks, read one after the other: only numbers are kept.
 * Answers are of a protocol, whatever graders judged them.
 */
export const answersOf = async (
  cells: readonly FigureCell[],
  name: 'latency' | 'tokens',
): Promise<HistogramData> => {
  const { of, least, what } = measures[name];
  const models: Values[] = [];
  const tasks = new Set<string>();
  for (const [row, its] of Map.groupBy(cells, one => one.row)) {
    const wanted = new Set(
      its.map(({ cell }) => `${cell.benchmark}.${'from' in cell ? cell.from : cell.protocol}`),
    );
    const values: number[] = [];
    const { tasks: all } = await openRun(row.directory ?? '.');
    for (const task of all.filter(one => wanted.has(one.name))) {
      tasks.add(task.name);
      for await (const { record } of locatedRecords(task.completions, decodeCompletion)) {
        const value = record.error === null ? of(record) : null;
        if (value !== null) values.push(value);
      }
    }
    models.push({ model: its[0]?.model ?? '', values });
  }
  const histograms = histogramsOf(models, least);
  if (histograms.length === 0) {
    throw new EurusError('USAGE', `No answer in these runs has ${what}.`, {
      hint: 'Recorded answers often lack it; servers tell it of answers that a run asks for.',
    });
  }
  return { histograms, notes: [`Answers to ${[...tasks].join(', ')}.`] };
};
