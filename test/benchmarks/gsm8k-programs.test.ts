import { expect, it } from 'vitest';
import { gsm8k } from '../../benchmarks/gsm8k/benchmark.ts';
import type { Gsm8kSample } from '../../benchmarks/gsm8k/sample.ts';
import { shippedSamples } from './support.ts';

const sample = (await shippedSamples(gsm8k)).get('4') as Gsm8kSample;
const question =
  'In the morning it was 6 degrees below zero. By noon it was 11 degrees warmer, and in the evening 9 degrees colder than at noon. What was the temperature in the evening?';
const toolEnd =
  'When you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.';

it.each(['pot', 'pot@eurus'])('%s names the tool in a system turn', name => {
  expect(gsm8k.protocols[name]?.prompt(sample, [])).toEqual({
    kind: 'chat',
    messages: [
      {
        role: 'system',
        content: `Tool available:\n[1] Python interpreter\n${toolEnd} Present code in \`\`\`python\`\`\`\n`,
      },
      {
        role: 'user',
        content: `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${question}`,
      },
    ],
  });
});

it('pot@eurus-2404 is one user turn that asks for no box', () => {
  expect(gsm8k.protocols['pot@eurus-2404']?.prompt(sample, [])).toEqual({
    kind: 'chat',
    messages: [
      {
        role: 'user',
        content: `Tool available:\n[1] Python intepreter\n${toolEnd}\nSolve the following math problem step-by-step.\nSimplify your answer as much as possible.\n${question}`,
      },
    ],
  });
});

it('asks for words in 1024 tokens and for programs in 2048', () => {
  const limits = Object.entries(gsm8k.protocols).map(([name, { generation }]) => [
    name,
    generation.maxTokens,
  ]);
  expect(Object.fromEntries(limits)).toEqual({
    cot: 1024,
    pot: 2048,
    'cot@eurus': 1024,
    'pot@eurus': 2048,
    'cot@eurus-2404': 1024,
    'pot@eurus-2404': 2048,
    'cot@official': 1024,
    'cot@lm-eval-zeroshot': 1024,
  });
});
