import { describe, expect, it } from 'vitest';
import { findBenchmark } from '../../benchmarks/index.ts';
import { addressOf, type Completion, type Sample } from '../../src/core/index.ts';
import { protocolNamed } from '../../src/interaction/index.ts';
import { shippedSamples } from '../benchmarks/support.ts';

const completionOf = (text: string): Completion => ({
  ...addressOf('b', 'p', 'id', 0),
  ...{ promptSha256: null, text, reasoning: null, finishReason: 'stop', latencyMs: null, model: 'm' },
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  ...{ error: null, prefill: null, form: 'chat' },
});

const actionOf = async (task: string, text: string, turn = 1) => {
  const [id = '', name = ''] = task.split('.');
  const benchmark = findBenchmark(id);
  if (benchmark === undefined) throw new Error(`no benchmark ${id}`);
  const [sample] = (await shippedSamples(benchmark)).values();
  const interaction = protocolNamed(benchmark, name)?.interaction;
  return interaction?.act(completionOf(text), sample as Sample, turn);
};

const python = (...lines: readonly string[]): string => ['```python', ...lines, '```'].join('\n');
const [cot, pot, direct] = ['gsm8k.cot-turns3', 'gsm8k.pot-turns3', 'ifeval.direct-turns3'];

describe('a reply', () => {
  it.each([
    ['answers in a box', cot, 'So it is \\boxed{42}.', { kind: 'proposal', text: '42' }],
    ['thinks aloud without an answer', cot, 'Let me see.', { kind: 'proposal', text: 'Let me see.' }],
    ['holds nothing', cot, ' \n', { kind: 'nothing', why: 'the reply is empty' }],
    ['writes code where no tool was promised', cot, python('print(1)'), { kind: 'proposal' }],
    ['follows instructions', direct, 'Dear all', { kind: 'proposal', text: 'Dear all' }],
    ['runs code', pot, `First.\n${python('x = 2', 'x + 1')}`, { kind: 'code', text: 'x = 2\nx + 1\n' }],
    [
      'runs its blocks as one cell',
      pot,
      `${python('x = 2')}\nand\n${python('print(x)')}`,
      { kind: 'code', text: 'x = 2\n\nprint(x)\n' },
    ],
    ['is cut off in its code', pot, '```python\nx = 2', { kind: 'code', text: 'x = 2' }],
    ['answers beside code that has not run', pot, `${python('6*7')}\n\\boxed{42}`, { kind: 'code' }],
    ['answers after its code has run', pot, 'It is \\boxed{42}.', { kind: 'proposal', text: '42' }],
    ['only announces what it will do', pot, 'I will write code.', { kind: 'nothing' }],
    ['shows code of another language', pot, '```sh\nls\n```\nOK', { kind: 'nothing' }],
    [
      'runs no code that it only thought of',
      pot,
      `<think>\n${python('1')}\n</think>\n\\boxed{7}`,
      { kind: 'proposal' },
    ],
  ])('%s', async (_, task, text, action) => expect(await actionOf(task, text)).toMatchObject(action));

  it.each([
    ['code', python('print(6*7)')],
    ['words', 'I will write code.'],
  ])('is a proposal in the last turn of a tool dialogue: %s', async (_, text) => {
    expect(await actionOf(pot, text, 2)).not.toMatchObject({ kind: 'proposal' });
    expect(await actionOf(pot, text, 3)).toMatchObject({ kind: 'proposal' });
    expect(await actionOf('gsm8k.pot-turns1', text)).toMatchObject({ kind: 'proposal' });
  });

  it.each(['humaneval', 'humaneval-plus', 'mbpp', 'mbpp-test', 'leetcode'])(
    'proposes a program of %s where it holds one',
    async id => {
      const [sample] = (await shippedSamples(findBenchmark(id) ?? fail(id))).values();
      const { entryPoint, tests = [] } = sample as Sample & { entryPoint?: string; tests?: string[] };
      const name = entryPoint ?? /assert\s+(\w+)\(/.exec(tests[0] ?? '')?.[1];
      const code = id === 'leetcode' ? 'class Solution:\n    pass' : `def ${name}(*args):\n    return None`;
      expect(await actionOf(`${id}.code-turns3`, python(code))).toMatchObject({ kind: 'proposal' });
      expect(await actionOf(`${id}.code-turns3`, 'I cannot do this.', 3)).toMatchObject({ kind: 'nothing' });
    },
  );
});

const fail = (id: string): never => {
  throw new Error(`no benchmark ${id}`);
};
