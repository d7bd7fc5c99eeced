import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { equal } from '../../src/math/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { goldIn } from './gold-in.ts';
import { changes, rewritten } from './rewritten.ts';

describeWithData('golds of MATH, rewritten and altered', () => {
  const golds = (): readonly string[] =>
    gunzipSync(readFileSync(join(dataDirectory, 'math', 'test.jsonl.gz')))
      .toString('utf8')
      .trim()
      .split('\n')
      .map(line => goldIn(JSON.parse(line).solution));

  it('are judged as they were made, a sample of each change', () => {
    const pairs = rewritten([...new Set(golds())], 25);
    const wrong = pairs.filter(({ gold, pred, equal: expected }) => equal(gold, pred).equal !== expected);
    expect(wrong).toEqual([]);
    expect(new Set(pairs.map(({ change }) => change)).size).toBe(changes.length);
    expect(pairs.length).toBeGreaterThan(1500);
  });
});
