import { describe, expect, it } from 'vitest';
import {
  decodeSampleRecord,
  encodeSampleRecord,
  type Sample,
  sampleOfRecord,
  sampleRecordOf,
  userTurn,
} from '../../src/core/index.ts';

const plain: Sample = { id: '1', input: 'q', target: 'a', groups: { level: '3' } };
const kept = (sample: Sample): Sample | null => {
  const record = decodeSampleRecord(
    JSON.parse(JSON.stringify(encodeSampleRecord(sampleRecordOf(sample, userTurn('q'))))),
  );
  return record === null ? null : sampleOfRecord(record);
};

describe('sampleOfRecord', () => {
  it('gives back a sample of which nothing was left out', () => {
    expect(kept(plain)).toEqual(plain);
    const withTexts = { ...plain, entryPoint: 'f', tests: 'assert f(1) == 2' };
    expect(kept(withTexts)).toEqual(withTexts);
    expect(kept({ id: '1', input: 'q', target: 'a' })).toEqual({ ...plain, groups: {} });
  });

  it.each([
    ['a list', { answers: ['1', '2'] }],
    ['a number', { count: 3 }],
    ['a long text', { tests: 'x'.repeat(20_000) }],
    ['an empty text', { hint: '' }],
  ])('gives none where %s is not in the record', (_, more) => {
    expect(kept({ ...plain, ...more } as Sample)).toBeNull();
  });

  it('gives none for a record of before it was known', () => {
    const { whole: _, ...before } = sampleRecordOf(plain, userTurn('q'));
    expect(sampleOfRecord(before)).toBeNull();
  });
});
