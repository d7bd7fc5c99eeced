import { describe, expect, it } from 'vitest';
import { gsmPlus } from '../../benchmarks/gsm-plus/benchmark.ts';
import type { GsmPlusSample } from '../../benchmarks/gsm-plus/sample.ts';
import type { Prompt, VerdictName } from '../../src/core/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples, shippedSamples } from './support.ts';

const verdictOf = async (name: string, sample: GsmPlusSample, text: string): Promise<VerdictName> => {
  const grader = gsmPlus.protocols.cot?.graders[name];
  if (grader === undefined) throw new Error(`no grader ${name}`);
  const completion = completionOf(text);
  const extraction = grader.extract(completion, sample);
  return (await grader.score({ sample, completion, extraction }, noExecution)).verdict;
};

describe('the prompts of GSM-Plus', () => {
  const question =
    'A gardener plants 6 rows of tulips. She gives 20 tulips to her neighbour. How many tulips does she keep?';
  const steps = 'Solve the following math problem step-by-step.\nSimplify your answer as much as possible.';
  const boxed = `${steps} Present your final answer as \\boxed{Your Answer}.\n${question}`;
  const environment =
    'When you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.';
  const system = `Tool available:\n[1] Python interpreter\n${environment} Present code in \`\`\`python\`\`\`\n`;

  const promptOf = async (name: string): Promise<Prompt | undefined> => {
    const sample = (await shippedSamples(gsmPlus)).get('7') as GsmPlusSample | undefined;
    return sample && gsmPlus.protocols[name]?.prompt(sample, []);
  };

  it.each(['cot', 'cot@eurus', 'cot@eurus-2404'])('%s is one user turn', async name => {
    expect(await promptOf(name)).toEqual({ kind: 'chat', messages: [{ role: 'user', content: boxed }] });
  });

  it.each(['pot', 'pot@eurus'])('%s has the tool in a system turn', async name => {
    expect(await promptOf(name)).toEqual({
      kind: 'chat',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: boxed },
      ],
    });
  });

  it('pot@eurus-2404 is one user turn with the misspelt tool', async () => {
    const content = `Tool available:\n[1] Python intepreter\n${environment}\n${steps}\n${question}`;
    expect(await promptOf('pot@eurus-2404')).toEqual({ kind: 'chat', messages: [{ role: 'user', content }] });
  });

  it('cot@official asks for the answer behind "####"', async () => {
    expect(await promptOf('cot@official')).toEqual({
      kind: 'chat',
      messages: [
        {
          role: 'system',
          content:
            'Your task is to solve a series of math word problems by providing the final answer. Use the format #### [value] to highlight your answer. For example, if the answer is 560, you should write #### 560. Make sure to carefully read and understand each problem before providing your answer.',
        },
        { role: 'user', content: `Question:\n${question}\nAnswer:\nLet's think step by step.` },
      ],
    });
    expect(gsmPlus.protocols['cot@official']?.generation).toEqual({
      maxTokens: 512,
      temperature: 0,
      topP: 1,
      stop: [],
    });
  });
});

describe('a question without an answer', () => {
  const sample: GsmPlusSample = { id: '0', input: 'q', target: 'None', solution: '#### None' };

  it.each<[string, VerdictName]>([
    ['The question does not provide enough information.', 'correct'],
    ['The length is not mentioned, and the text does not specify it.', 'correct'],
    ['I DON\u2019T KNOW.', 'correct'],
    ['\\boxed{\\text{None}}', 'correct'],
    ['#### None', 'correct'],
    ['The answer is unknown: it does not specify how long the 6 rows are.', 'correct'],
    ['None of the 6 rows has a length', 'correct'],
    ['Nonetheless it is 70', 'incorrect'],
    ['You cannot determine it. With 15 it is \\boxed{70}.', 'incorrect'],
    ['<think>I cannot determine it.</think>\\boxed{70}', 'incorrect'],
    ['<think>\\boxed{70}?</think>I cannot determine it.', 'correct'],
    ['It is 70.', 'incorrect'],
    ['Many.', 'no-answer'],
  ])('answered by %j is %s to strict', async (text, verdict) => {
    expect(await verdictOf('strict', sample, text)).toBe(verdict);
  });
});

describeWithData('the 2,400 questions of GSM-Plus testmini', () => {
  const samples = async () => [...(await allSamples(gsmPlus)).values()];

  it('have 300 of each type; those of critical thinking have no answer', async () => {
    const all = await samples();
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => String(index)));
    const types = Map.groupBy(all, ({ groups }) => groups?.type ?? '');
    expect([...types.keys()].sort()).toEqual([...(gsmPlus.groupOrder?.type ?? [])].sort());
    for (const [type, of] of types) {
      expect(of).toHaveLength(300);
      for (const { target, groups } of of) {
        expect(target === 'None').toBe(type === 'critical thinking');
        expect(groups?.answerable).toBe(target === 'None' ? 'no' : 'yes');
      }
    }
  });

  it('have integers, decimals and fractions for golds, the ones that their solutions end in', async () => {
    const kinds = { integer: 0, decimal: 0, fraction: 0, none: 0 };
    for (const { target, solution, id } of await samples()) {
      expect(solution.slice(solution.lastIndexOf('####') + 4).trim(), id).toBe(target);
      if (target === 'None') kinds.none += 1;
      else if (/^-?\d+$/.test(target)) kinds.integer += 1;
      else if (/^-?\d*\.\d+$/.test(target)) kinds.decimal += 1;
      else if (/^\d+\/\d+$/.test(target)) kinds.fraction += 1;
    }
    expect(kinds).toEqual({ integer: 1939, decimal: 154, fraction: 7, none: 300 });
  });

  it.each([
    ['strict', 2400, 2400],
    ['gsm-plus', 2400, 2400],
    // Their patterns know no fractions, and nothing that says None.
    ['lm-eval-strict', 2093, 0],
    ['lm-eval-flexible', 2093, 2093],
    // To the Eurus scripts the mark is none, and None in a sentence is not None.
    ['eurus', 0, 2400],
  ])(
    'have golds that %s accepts behind the mark in %i cases, in a box in %i',
    async (name, marked, inBox) => {
      let [asMarked, asBoxed] = [0, 0];
      for (const sample of await samples()) {
        asMarked += (await verdictOf(name, sample, `So\n#### ${sample.target}`)) === 'correct' ? 1 : 0;
        asBoxed += (await verdictOf(name, sample, `So \\boxed{${sample.target}}`)) === 'correct' ? 1 : 0;
      }
      expect([asMarked, asBoxed]).toEqual([marked, inBox]);
    },
  );
});
