import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { type Sample, sameAnswerOf } from '../../src/core/index.ts';

/** How the headline grader of a benchmark, or another of its graders, compares two answers. */
const same = (
  benchmark: string,
  grader: string,
  one: string,
  other: string,
  more: object = {},
  protocol = 'cot',
): boolean | null => {
  const its = benchmarks.find(({ id }) => id === benchmark)?.protocols[protocol]?.graders[grader];
  const compare = its === undefined ? null : sameAnswerOf(its);
  const sample = { id: '0', input: '', target: '0', ...more } as Sample;
  return compare === null ? null : compare(one, other, sample);
};

const integer = { gold: { type: 'integer', value: 0 }, correctedGold: { type: 'integer', value: 0 } };
const float = { gold: { type: 'float', value: 0 }, correctedGold: { type: 'float', value: 0 } };
const option = { gold: { type: 'option', value: '(a)' }, correctedGold: { type: 'option', value: '(a)' } };
const bool = { gold: { type: 'bool', value: true }, correctedGold: { type: 'bool', value: true } };

describe('two answers say the same', () => {
  it.each<[string, string, string, string, boolean, object?, string?]>([
    ['math', 'strict', '1/2', '0.5', true],
    ['math', 'strict', '\\frac{1}{2}', '\\dfrac12', true],
    ['math', 'strict', 'x+1', '1+x', true],
    ['math', 'strict', '1/2', '1/3', false],
    ['math', 'strict', '\\frac{\\sqrt{2}}{2}', '0.70710678118654757', true, {}, 'pot'],
    ['gsm8k', 'strict', '1,000', '1000', true],
    ['gsm8k', 'openai', '18', '18', true],
    ['gsm8k', 'openai', '18', '18.0', false],
    ['gsm8k', 'lm-eval-flexible', '$18', '18.', true],
    ['bbh', 'bbh-official', '(A)', '(B)', false],
    ['bbh', 'bbh-official', 'valid', 'valid', true],
    ['theoremqa', 'strict', '3', '3.0', true, integer],
    ['theoremqa', 'strict', '3', '4', false, integer],
    ['theoremqa', 'strict', '2.0', '2.05', true, float],
    ['theoremqa', 'strict', '2.0', '2.5', false, float],
    ['theoremqa', 'strict', '(b)', 'B', true, option],
    ['theoremqa', 'strict', '(b)', '(c)', false, option],
    ['theoremqa', 'eurus', 'No', 'False', true, bool],
    ['theoremqa', 'eurus', 'gibberish', 'nonsense', false, bool],
    ['theoremqa', 'theoremqa-fewshot', 'it is false', 'no', true, bool],
  ])('%s by %s: %j and %j: %s', (benchmark, grader, one, other, expected, more = {}, protocol = 'cot') => {
    const fits =
      benchmarks.find(({ id }) => id === benchmark)?.protocols[protocol] === undefined
        ? Object.keys(benchmarks.find(({ id }) => id === benchmark)?.protocols ?? {})[0]
        : protocol;
    expect(same(benchmark, grader, one, other, more, fits)).toBe(expected);
  });

  it('is asked of no grader that runs tests or counts instructions', () => {
    for (const { id, domain, protocols } of benchmarks) {
      if (domain !== 'code' && domain !== 'instructions') continue;
      for (const { graders } of Object.values(protocols)) {
        for (const grader of Object.values(graders)) expect([id, sameAnswerOf(grader)]).toEqual([id, null]);
      }
    }
  });

  it('can be asked of every headline grader of answers', () => {
    for (const { id, domain, protocols } of benchmarks) {
      // Of MINT's answers a part is code.
      if (domain === 'code' || domain === 'instructions' || id === 'mint') continue;
      for (const [protocol, { graders, headline }] of Object.entries(protocols)) {
        const its = graders[headline];
        expect([id, protocol, headline, its !== undefined && sameAnswerOf(its) !== null]).toEqual([
          id,
          protocol,
          headline,
          true,
        ]);
      }
    }
  });
});
