import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { equal } from '../../src/math/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { goldIn } from './gold-in.ts';

const read = (file: string): string =>
  gunzipSync(readFileSync(join(dataDirectory, 'math', file))).toString('utf8');

/** Rows whose solution boxes several answers, one after the other; the annotation has all, the last box one. */
const severalBoxes = new Set([414, 2152, 2549, 2656, 2703, 4559, 4562, 4860]);

describeWithData('the 5,000 golds of MATH', () => {
  const rows = (): readonly { solution: string }[] =>
    read('test.jsonl.gz')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));

  it('each equals itself when it is read and compared', () => {
    const golds = rows().map(row => goldIn(row.solution));
    expect(golds).toHaveLength(5000);
    const wrong = golds.filter(gold => !equal(gold, gold, { textFirst: false }).equal);
    expect(wrong).toEqual([]);
  });

  it('each equals the spelling of an independent annotation, unless that has more answers', () => {
    const annotation: readonly { answer: string | readonly string[] }[] = JSON.parse(
      read('math_testset_annotation.json.gz'),
    );
    const apart = rows().flatMap(({ solution }, row) => {
      const gold = goldIn(solution);
      const spellings = [annotation[row]?.answer ?? ''].flat();
      return spellings.some(spelling => equal(gold, spelling).equal) ? [] : [row];
    });
    expect(new Set(apart)).toEqual(severalBoxes);
  });

  it('keeps the golds of different numbers apart', () => {
    const golds = [...new Set(rows().map(row => goldIn(row.solution)))].filter(gold => /^-?\d+$/.test(gold));
    const wrong = golds.slice(1).filter((gold, index) => equal(gold, golds[index] ?? '').equal);
    expect(golds.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });
});
