import { describe, expect, it } from 'vitest';
import { addressOf, type Completion, noUsage, type Outcome, type Verdict } from '../../src/core/index.ts';
import { unscoredTally } from '../../src/run/warnings.ts';

const verdict = (outcome: Outcome, cpuMs: number | null): Verdict => ({
  ...addressOf('b', 'code', 's1', 0),
  ...{ grader: 'tests', completionSha256: '', verdict: 'incorrect', reason: '', extracted: '', outcome },
  execution: {
    ...{ outcome, error: null, stdout: '', stderr: '', durationMs: 10_000, cpuMs, peakMemoryMb: null },
    sandbox: 'native',
  },
  durationMs: 0,
});

const completion: Completion = {
  ...addressOf('b', 'code', 's1', 0),
  ...{ promptSha256: null, text: 'x', reasoning: null, finishReason: 'stop', usage: noUsage },
  ...{ latencyMs: null, model: 'm', error: null, prefill: null, form: 'chat' },
};

const warned = (...verdicts: readonly Verdict[]): readonly string[] => {
  const tally = unscoredTally();
  for (const one of verdicts) tally.add(one, completion);
  return tally.lines();
};

describe('programs that ran out of time', () => {
  it.each<[string, Outcome, number | null, boolean]>([
    ['that had a quarter of it to compute in', 'timed-out', 2_500, true],
    ['that computed all the time', 'timed-out', 9_900, false],
    ['that slept', 'timed-out', 5, false],
    ['of a sandbox that does not know', 'timed-out', null, false],
    ['by no means', 'finished', 2_500, false],
  ])('%s', (_name, outcome, cpuMs, isTold) => {
    expect(warned(verdict(outcome, cpuMs))).toHaveLength(isTold ? 1 : 0);
  });

  it('are not told where their limit has left out what they waited', () => {
    const one = verdict('timed-out', 2_500);
    const execution = one.execution === undefined ? {} : { execution: { ...one.execution, waitedMs: 7_500 } };
    expect(warned({ ...one, ...execution })).toEqual([]);
  });

  it('are counted, with an example', () => {
    expect(warned(verdict('timed-out', 2_500), verdict('timed-out', 3_000))).toEqual([
      'b.code by tests: 2 programs ran out of time on a machine that was busy for half of it, for example s1: judge again when it is free',
    ]);
  });
});
