import { describe, expect, it } from 'vitest';
import { cellAccumulator, wilson } from '../../src/metric/index.ts';
import { withinTurns } from '../../src/metric/within.ts';

const values = (metrics: ReturnType<typeof withinTurns>) =>
  Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));

describe('withinTurns', () => {
  it('counts what was right by turn k at the latest', () => {
    const samples = [
      { scored: 1, solved: [1] },
      { scored: 1, solved: [0, 0, 1] },
      { scored: 1, solved: [] },
      { scored: 1, solved: [0, 1] },
    ];
    expect(values(withinTurns(samples, 4))).toEqual({
      'within@1': 0.25,
      'within@2': 0.5,
      'within@3': 0.75,
      'within@4': 0.75,
    });
  });

  it('lets each sample weigh the same, however many of its trials were judged', () => {
    const samples = [
      { scored: 4, solved: [1, 1] },
      { scored: 1, solved: [1] },
    ];
    expect(withinTurns(samples, 2)).toMatchObject({
      'within@1': { value: 0.625, samples: 2, trials: 1 },
      'within@2': { value: 0.75 },
    });
  });

  it('leaves samples out of which nothing was judged', () => {
    const samples = [
      { scored: 0, solved: [] },
      { scored: 1, solved: [1] },
    ];
    expect(withinTurns(samples, 1)).toMatchObject({ 'within@1': { value: 1, samples: 1 } });
    expect(withinTurns([{ scored: 0, solved: [] }], 3)).toEqual({});
  });

  it('has the interval of pass@1 over the same right and wrong samples', () => {
    const samples = Array.from({ length: 12 }, (_, n) => ({ scored: 1, solved: n < 3 ? [1] : [] }));
    expect(withinTurns(samples, 1)['within@1']?.ci95).toEqual(wilson(3, 12));
  });
});

describe('the cell of a task with turns', () => {
  const trial = { id: 'a', ending: 'finished', groups: { task: 'one' } } as const;

  it('has within@k beside pass@1, for its groups too, and at the last turn the same', () => {
    const cell = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g', turns: 3 });
    cell.add({ ...trial, verdict: 'correct', turn: 2 });
    cell.add({ ...trial, id: 'b', verdict: 'correct', turn: 3 });
    cell.add({ ...trial, id: 'c', verdict: 'incorrect', turn: 1 });
    cell.add({ ...trial, id: 'd', verdict: 'unscored', turn: 1 });
    const { metrics, groups } = cell.cell({
      tokens: { input: 0, output: 0, reasoning: 0 },
      duration_s: 0,
      missing: 0,
    });
    const shown = Object.entries(metrics).map(([name, { value }]) => [name, value]);
    expect(shown).toEqual([
      ['pass@1', 2 / 3],
      ['within@1', 0],
      ['within@2', 1 / 3],
      ['within@3', 2 / 3],
    ]);
    expect(groups.task?.one?.metrics['within@2']?.value).toBeCloseTo(1 / 3, 12);
  });

  it('has none where a right answer does not say at which turn it came', () => {
    const cell = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g', turns: 3 });
    cell.add({ ...trial, verdict: 'correct', turn: 2 });
    cell.add({ ...trial, id: 'b', verdict: 'correct' });
    const { metrics } = cell.cell({
      tokens: { input: 0, output: 0, reasoning: 0 },
      duration_s: 0,
      missing: 0,
    });
    expect(Object.keys(metrics)).toEqual(['pass@1']);
  });

  it('has none of one turn', () => {
    const cell = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g' });
    cell.add({ ...trial, verdict: 'correct' });
    const { metrics } = cell.cell({
      tokens: { input: 0, output: 0, reasoning: 0 },
      duration_s: 0,
      missing: 0,
    });
    expect(Object.keys(metrics)).toEqual(['pass@1']);
  });
});
