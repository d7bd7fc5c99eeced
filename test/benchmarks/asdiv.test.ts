import { describe, expect, it } from 'vitest';
import { asdiv } from '../../benchmarks/asdiv/benchmark.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples, refusedGolds, shippedSamples } from './support.ts';

const samples = await shippedSamples(asdiv);

describe('the prompts of ASDiv', () => {
  const question =
    'A tailor has 64 buttons and needs 4 for a shirt. For how many shirts do the buttons last?';
  const box = `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${question}`;
  const toolEnd =
    'When you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.';
  const system = {
    role: 'system',
    content: `Tool available:\n[1] Python interpreter\n${toolEnd} Present code in \`\`\`python\`\`\`\n`,
  };
  const user = (content: string) => ({ role: 'user', content });

  it.each([
    ['cot', [user(box)]],
    ['cot@eurus', [user(box)]],
    ['cot@eurus-2404', [user(box)]],
    ['pot', [system, user(box)]],
    ['pot@eurus', [system, user(box)]],
    [
      'pot@eurus-2404',
      [
        user(
          `Tool available:\n[1] Python intepreter\n${toolEnd}\nSolve the following math problem step-by-step.\nSimplify your answer as much as possible.\n${question}`,
        ),
      ],
    ],
  ])('%s', (protocol, messages) => {
    const sample = samples.get('0');
    if (sample === undefined) throw new Error('no sample 0');
    expect(asdiv.protocols[protocol]?.prompt(sample, [])).toEqual({ kind: 'chat', messages });
  });
});

it('counts the rows of the test split alone', () => {
  expect([...samples.keys()]).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(samples.get('2')).toMatchObject({ target: '3:2', groups: { answer: 'ratio' } });
});

describeWithData('the data of ASDiv', async () => {
  const all = await allSamples(asdiv);

  it('has the 618 rows of the test split, numbered from 0', () => {
    expect([...all.keys()]).toEqual(Array.from({ length: 618 }, (_, index) => String(index)));
    expect(new Set([...all.values()].map(({ input }) => input)).size).toBe(618);
    // Row 1445 of the file is the first of the split.
    expect(all.get('0')).toMatchObject({ target: '65', groups: { answer: 'integer' } });
  });

  it('has 600 integers, 14 decimal numbers and 4 ratios as golds', () => {
    const kinds = Map.groupBy(all.values(), ({ groups }) => groups?.answer ?? '');
    const counts = Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]));
    expect(counts).toEqual({ integer: 600, decimal: 14, ratio: 4 });
    const ratios = kinds.get('ratio') ?? [];
    expect(ratios.map(({ target }) => target).sort()).toEqual(['10:1', '6:1', '9:2', '9:4']);
    for (const { target } of all.values()) expect(target).toMatch(/^-?\d+(?:\.\d+|:\d+)?$/);
  });

  it('has golds that every grader accepts, boxed or printed', async () => {
    expect(await refusedGolds(asdiv, all.values())).toEqual([]);
  });
});
