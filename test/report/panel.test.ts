import { expect, it } from 'vitest';
import { type PanelCounts, renderPanel } from '../../src/report/index.ts';
import { cell, counts } from './cells.ts';

const panel: PanelCounts = {
  benchmark: 'bbh',
  protocol: 'cot',
  graders: ['official', 'eurus', 'other'],
  judged: 100,
  differing: 5,
  examples: [
    {
      key: 'bbh.cot/snarks/1/0',
      opinions: [
        { grader: 'official', verdict: 'incorrect', reason: 'the answer is "8"' },
        { grader: 'eurus', verdict: 'correct', reason: 'the text contains "7"' },
        { grader: 'other', verdict: 'incorrect', reason: 'the answer is "8"' },
      ],
    },
  ],
  file: null,
};
const cells = [
  cell('bbh', 'official', 0.7397),
  cell('bbh', 'eurus', 0.7927),
  cell('bbh', 'other', 0.7, { counts: counts({ unscored: 3 }) }),
];

it('shows the score of each grader, the spread, and answers with the reasons of both sides', () => {
  expect(renderPanel(panel, cells, { width: 100 })).toBe(
    [
      'bbh.cot: 3 graders, 9.27 points apart; they differ on 5 of 100 answers',
      '  grader    pass@1  note',
      '  eurus     79.27',
      '  official  73.97',
      '  other     70.00   3 unscored',
      '  bbh.cot/snarks/1/0',
      '    verdict    graders          reason',
      '    correct    eurus            the text contains "7"',
      '    incorrect  official, other  the answer is "8"',
      '  and 4 more; --out DIR keeps them all',
    ].join('\n'),
  );
});

it('names the file that holds all of them, and fits the width', () => {
  const kept = { ...panel, file: 'runs/x/panel/bbh.cot.jsonl' };
  expect(renderPanel(kept, cells, { width: 100 })).toMatch(/and 4 more: runs\/x\/panel\/bbh\.cot\.jsonl$/);
  expect(renderPanel({ ...kept, differing: 1 }, cells, { width: 100 })).toMatch(/kept in runs\/x/);
  const long = {
    grader: 'official',
    verdict: 'incorrect' as const,
    reason: `\u001b[2J${'word '.repeat(500)}`,
  };
  const text = renderPanel(
    { ...panel, examples: [{ key: 'k', opinions: [long, { ...long, grader: 'g', verdict: 'correct' }] }] },
    cells,
    { width: 80 },
  );
  const lines = text.split('\n').slice(1);
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80);
  expect(text).not.toContain('\u001b');
  expect(text.length).toBeLessThan(1500);
});

it('says nothing of a spread where nothing was scored', () => {
  const none = cells.map(one => ({ ...one, metrics: {} }));
  expect(renderPanel({ ...panel, differing: 0, examples: [] }, none, { width: 80 })).toMatch(
    /^bbh\.cot: 3 graders; they differ on 0 of 100 answers\n/,
  );
});
