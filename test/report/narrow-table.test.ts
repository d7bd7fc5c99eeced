import { describe, expect, it } from 'vitest';
import { breakName } from '../../src/report/break-name.ts';
import { renderTable, type TableRow } from '../../src/report/index.ts';
import { cell } from './cells.ts';

const benchmarks = ['humaneval-plus', 'gsm8k', 'math', 'bbh', 'svamp', 'asdiv', 'mbpp', 'mmlu'];
const models = ['scripted-careful', 'scripted-hasty', 'scripted-cheater'];
const rows: readonly TableRow[] = models.map(model => ({
  model,
  summary: { cells: benchmarks.map(name => cell(name, 'strict', 0.5)) },
}));

describe('a table in a narrow terminal', () => {
  it('is one table with its names broken where that is enough to make it fit', () => {
    const lines = renderTable(rows, 'terminal', { width: 76 }).split('\n');
    expect(lines.filter(line => line.startsWith('┌'))).toHaveLength(1);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(76);
    expect(lines[1]).toMatch(/scripted- │ +scripted- │ +scripted- │$/);
    expect(lines[2]).toMatch(/careful │ +hasty │ +cheater │$/);
  });

  it('keeps names whole where it fits, and where it takes several tables all the same', () => {
    for (const width of [120, 44]) {
      const text = renderTable(rows, 'terminal', { width });
      for (const name of models) expect(text).toContain(name);
    }
  });
});

describe('a name over several lines', () => {
  it.each([
    ['scripted-careful', 9, 'scripted-\ncareful'],
    ['a-b-c-d', 4, 'a-b-\nc-d'],
    ['org/model_7B.cot@paper', 8, 'org/\nmodel_\n7B.cot@\npaper'],
    ['unbreakable', 4, 'unbreakable'],
    ['', 4, ''],
  ])('breaks %s within %i behind its marks', (name, width, expected) => {
    expect(breakName(name, width)).toBe(expected);
  });
});
