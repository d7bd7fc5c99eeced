import { describe, expect, it } from 'vitest';
import { notFound } from '../../src/core/index.ts';
import {
  comparison,
  containment,
  eurus2404Math,
  eurusMath,
  exactMatch,
  mathEquivalence,
  nearNumber,
  shown,
} from '../../src/score/index.ts';
import { attemptOf, noExecution } from './support.ts';

const scorers = {
  exactMatch,
  containment,
  mathEquivalence: mathEquivalence(),
  nearNumber: nearNumber(1e-6),
  eurusMath: eurusMath(),
  eurus2404Math: eurus2404Math({ twoPis: false }),
  comparison: comparison((gold, answer) => ({ equal: gold === answer, reason: 'compared' })),
} as const;

describe.each(Object.entries(scorers))('%s', (_, scorer) => {
  it('passes on why no answer was found', async () => {
    expect(await scorer(attemptOf('5', notFound('no number')), noExecution)).toEqual({
      verdict: 'no-answer',
      reason: 'no number',
      outcome: null,
    });
  });

  it('calls the target itself correct and another number incorrect, with a reason', async () => {
    const right = await scorer(attemptOf('5', '5'), noExecution);
    const wrong = await scorer(attemptOf('5', '6'), noExecution);
    expect([right.verdict, wrong.verdict]).toEqual(['correct', 'incorrect']);
    expect([right.reason, wrong.reason]).not.toContain('');
  });
});

describe('the scorers', () => {
  it.each([
    ['exactMatch', '5', '5.0', 'incorrect'],
    ['exactMatch', '(A)', '(a)', 'incorrect'],
    ['containment', ' valid ', 'it is invalid', 'correct'],
    ['containment', 'True', 'true', 'incorrect'],
    ['mathEquivalence', '5', '5.0', 'correct'],
    ['mathEquivalence', '5', '5.0001', 'incorrect'],
    ['nearNumber', '1000000', '1000000.5', 'correct'],
    ['nearNumber', '1000', '1000.5', 'incorrect'],
    ['nearNumber', '5', '$10/2', 'correct'],
    ['nearNumber', '5', '5/0', 'incorrect'],
    ['nearNumber', '5', 'five', 'incorrect'],
    ['eurusMath', '5', '500', 'correct'],
    ['eurusMath', '5', '5.00001', 'correct'],
    ['eurusMath', '5', '5 + 0', 'correct'],
    ['eurusMath', '5', '5 if x else 6', 'unscored'],
    ['eurus2404Math', '5', '0.05', 'correct'],
    ['eurus2404Math', '9\\pi', '28.26', 'incorrect'],
    ['eurus2404Math', 'a_1', 'a_1', 'incorrect'],
    ['eurus2404Math', 'x', 'y', 'incorrect'],
    ['eurus2404Math', '5', 'x.name', 'unscored'],
  ] as const)('%s, target %j, answer %j: %s', async (name, target, answer, verdict) => {
    expect(await scorers[name](attemptOf(target, answer), noExecution)).toMatchObject({ verdict });
  });

  it('says so when an answer is beyond a rule', async () => {
    const { reason } = await eurusMath()(attemptOf('5', '5 if x else 6'), noExecution);
    expect(reason).toMatch(/computer algebra system/);
  });

  it('accepts π as 3.14 where the script does', async () => {
    const twice = eurus2404Math({ twoPis: true });
    expect(await twice(attemptOf('9\\pi', '28.26'), noExecution)).toMatchObject({ verdict: 'correct' });
  });
});

describe('shown', () => {
  it('quotes a text on one line and cuts a long one', () => {
    expect(shown('a\nb')).toBe('"a\\nb"');
    expect(shown('x'.repeat(200))).toBe(`"${'x'.repeat(117)}..."`);
  });
});
