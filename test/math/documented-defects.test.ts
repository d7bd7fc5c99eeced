import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';
import { graders } from './support.ts';

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim().replace(/^`(.*)`$/, '$1'));

const section =
  readFileSync(`${projectRoot}docs/graders.md`, 'utf8').split('## Mathematics')[1]?.split('\n## ')[0] ?? '';
const [head = '', , ...lines] = section.split('\n').filter(line => line.startsWith('|'));

describe('the table of defects in docs/graders.md', () => {
  it('has a column for every rule and a row for every defect', () => {
    expect(cellsOf(head).slice(3)).toEqual(Object.keys(graders));
    const defects = lines.map(line => /^\| (M\d+):/.exec(line)?.[1]).filter(name => name !== undefined);
    expect(defects).toEqual(Array.from({ length: 12 }, (_, index) => `M${index + 1}`));
  });

  it.each(lines.map(line => cellsOf(line)))('holds: %s %s', (_, completion = '', gold = '', ...verdicts) => {
    expect(Object.values(graders).map(verdictOf => verdictOf(completion, gold))).toEqual(verdicts);
  });
});
