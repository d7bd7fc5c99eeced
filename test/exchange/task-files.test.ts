import { describe, expect, it } from 'vitest';
import { filesOfBenchmark } from '../../src/exchange/index.ts';

const fileOf = (task: string): string => `folder/samples_${task}_2026-01-02T03-04-05.1.jsonl`;

const chosen = (benchmark: string, protocol: string, tasks: readonly string[]): readonly string[] =>
  filesOfBenchmark(tasks.map(fileOf), { benchmark, protocol });

describe('of a folder of lm-evaluation-harness', () => {
  it.each([
    ['gsm8k', 'cot', ['asdiv.cot', 'gsm8k.cot', 'math.cot'], ['gsm8k.cot']],
    ['math', 'pot', ['math-500.cot', 'math.cot', 'math.pot'], ['math.pot']],
    ['math', 'cot', ['math-500.cot', 'math.cot'], ['math.cot']],
    ['gsm8k', 'cot', ['gsm8k', 'gsm8k_cot', 'ifeval'], ['gsm8k']],
    ['gsm8k', 'cot', ['gsm8k_cot', 'gsm_plus'], ['gsm8k_cot']],
    ['gsm-plus', 'cot', ['gsm8k_cot', 'gsm_plus'], ['gsm_plus']],
    ['humaneval', 'code', ['humaneval', 'humaneval_plus'], ['humaneval']],
    [
      'bbh',
      'cot',
      ['bbh_cot_fewshot_navigate', 'bbh_cot_fewshot_snarks', 'gsm8k'],
      ['bbh_cot_fewshot_navigate', 'bbh_cot_fewshot_snarks'],
    ],
    ['bbh', 'cot', ['bbh.cot', 'gsm8k.cot'], ['bbh.cot']],
    ['math', 'cot', ['their_name'], ['their_name']],
  ])('%s in %s is read from %j as %j', (benchmark, protocol, tasks, expected) => {
    expect(chosen(benchmark, protocol, tasks)).toEqual(expected.map(fileOf));
  });

  it.each([
    ['math', 'cot', ['minerva_math_algebra', 'minerva_math_geometry']],
    ['gsm8k', 'cot', ['gsm8k_cot', 'gsm8k_cot_llama', 'ifeval']],
    ['math', 'cot@eurus-2404', ['math.cot', 'math.pot']],
    ['bbh', 'cot', ['bbh_cot_fewshot_snarks', 'bbh_fewshot_snarks']],
  ])('%s in %s is refused where any of %j may be it', (benchmark, protocol, tasks) => {
    expect(() => chosen(benchmark, protocol, tasks)).toThrow(/2 tasks, and any may be/);
  });
});
