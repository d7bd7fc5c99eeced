import { describe, expect, it } from 'vitest';
import {
  addressOf,
  decodeVerdict,
  encodeVerdict,
  incorrect,
  type Verdict,
  withParts,
} from '../../src/core/index.ts';

const verdict: Verdict = {
  ...addressOf('b', 'p', '1', 0),
  ...incorrect('one of two'),
  grader: 'g',
  completionSha256: 'ab',
  extracted: null,
  durationMs: 1,
};

describe('a verdict on disk', () => {
  it('keeps what it is made of', () => {
    const parts = [
      { name: 'a:b', passed: true },
      { name: 'c', passed: false },
    ];
    const whole = withParts(verdict, parts) as Verdict;
    expect(decodeVerdict(JSON.parse(JSON.stringify(encodeVerdict(whole))))).toEqual(whole);
  });

  it('keeps how long its program waited for a processor', () => {
    const times = { durationMs: 9000, cpuMs: 5000, waitedMs: 3900, peakMemoryMb: 20 };
    const texts = { error: null, stdout: '', stderr: '', sandbox: 'native' };
    const whole: Verdict = { ...verdict, execution: { outcome: 'timed-out', ...texts, ...times } };
    expect(decodeVerdict(JSON.parse(JSON.stringify(encodeVerdict(whole))))).toEqual(whole);
  });

  it('says nothing of parts where there are none', () => {
    expect(encodeVerdict(verdict)).not.toHaveProperty('parts');
    expect(decodeVerdict(encodeVerdict(verdict))).toEqual(verdict);
  });

  it.each([[[{ name: 'a' }]], ['a'], [[1]], [null]])('passes over parts that are none: %j', parts => {
    expect(decodeVerdict({ ...encodeVerdict(verdict), parts })).toEqual(verdict);
  });
});
