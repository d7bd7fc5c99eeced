import { describe, expect, it } from 'vitest';
import { eurusPrintedLine, printedLine, triggeredAnswer } from '../../benchmarks/theoremqa/answers.ts';
import { theoremqa } from '../../benchmarks/theoremqa/benchmark.ts';
import type { TheoremqaSample } from '../../benchmarks/theoremqa/sample.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples, shippedSamples } from './support.ts';

const question =
  'Question: Seven people meet and each shakes hands once with each of the others. How many handshakes are there?';
const boxed = `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${question}`;
const tool =
  'Tool available:\n[1] Python interpreter\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.\nSolve the following math problem step-by-step.\nSimplify your answer as much as possible. The answer can only be one of the following forms:\n1. a numerical value like 0.1, no symbol at all.\n2. a list of number like [2, 3, 4].\n3. True/False.\n4. an option like (a), (b), (c), (d)\n\n';

const promptOf = async (name: string) => {
  const sample = (await shippedSamples(theoremqa)).get('ours/handshakes.json') as TheoremqaSample;
  return theoremqa.protocols[name]?.prompt(sample, []);
};

describe('TheoremQA asks', () => {
  it.each(['cot', 'cot@eurus', 'cot@eurus-2404'])('%s: for a box', async name => {
    expect(await promptOf(name)).toEqual({ kind: 'chat', messages: [{ role: 'user', content: boxed }] });
  });

  it.each(['pot', 'pot@eurus'])('%s: for code, tool and question in one turn', async name => {
    const messages = [{ role: 'user', content: tool + question }];
    expect(await promptOf(name)).toEqual({ kind: 'chat', messages });
  });

  it('pot@eurus-2404: for code, the tool as system message', async () => {
    const messages = [
      { role: 'system', content: tool },
      { role: 'user', content: question },
    ];
    expect(await promptOf('pot@eurus-2404')).toEqual({ kind: 'chat', messages });
  });

  it.each(Object.entries(theoremqa.protocols))('%s: greedily, 1024 tokens, one stop', (_, protocol) => {
    expect(protocol.generation).toEqual({ maxTokens: 1024, temperature: 0, topP: 1, stop: ['Question:'] });
  });
});

describe('the last line that a program printed', () => {
  it.each([
    ['The answer is 5.', '5', '5.'],
    ['Result: 3.5', '3.5', '3.5'],
    ['x = 5', 'x = 5', 'x = 5'],
    ['5.0\nNone', 'None', null],
    ['first\n\\boxed{7}', '\\boxed{7}', '7'],
    ['values are [1, 2]', '[1, 2]', '[1, 2]'],
    ['np.float64(0.5)', 'np.float64(0.5)', '0.5'],
    ['[np.int64(3), np.True_]', '[np.int64(3), np.True_]', '[3, True]'],
    ['it is', null, null],
    ['', null, null],
  ])('%j gives the scripts %j and strict %j', (text, scripts, strict) => {
    const [first, second] = [eurusPrintedLine(text), printedLine(text)];
    expect([first.found ? first.value : null, second.found ? second.value : null]).toEqual([scripts, strict]);
  });
});

describe('the trigger of the official few-shot scorer', () => {
  it.each([
    ['So 3 = 3. The answer is: 7.', '7'],
    ['The answer is 7/', '7'],
    ['the answer is yes', 'yes'],
    ['The answer is 7\n\nThe answer is 8', '7'],
    ['It makes 12, then 13 in total.', '13'],
    ['There is no such thing as 13.', 'There is no such thing as 13.'],
    ['It has none', 'It has none'],
    ['Words', null],
    ['The answer is', null],
  ])('finds in %j %j', (text, expected) => {
    const extraction = triggeredAnswer(text);
    expect(extraction.found ? extraction.value : null).toBe(expected);
  });
});

describeWithData('TheoremQA, as published', () => {
  const read = async () => [...(await allSamples(theoremqa)).values()] as readonly TheoremqaSample[];

  it('has 800 questions of six types from four fields, 53 with a picture that is not sent', async () => {
    const samples = await read();
    const count = (dimension: string) =>
      Object.fromEntries(
        [...Map.groupBy(samples, ({ groups }) => groups?.[dimension] ?? '')].map(([name, of]) => [
          name,
          of.length,
        ]),
      );
    expect(samples).toHaveLength(800);
    expect(count('type')).toEqual({
      float: 377,
      integer: 216,
      bool: 116,
      'list of integer': 61,
      option: 18,
      'list of float': 12,
    });
    expect(count('field')).toEqual({ Math: 442, EECS: 146, Physics: 131, Finance: 81 });
    expect(count('picture')).toEqual({ no: 747, yes: 53 });
  });

  it('takes the corrected gold of one row for strict, and the published one for eurus (TQ11)', async () => {
    const samples = await read();
    const differing = samples.filter(({ gold, correctedGold }) => gold !== correctedGold);
    expect(differing.map(({ id, gold, correctedGold }) => [id, gold, correctedGold])).toEqual([
      [
        'elainewan/math_real_analysis_additional_4.json',
        { type: 'bool', value: false },
        { type: 'float', value: 1.5 },
      ],
    ]);
    const [sample] = differing;
    if (sample === undefined) throw new Error('no such row');
    const say = async (grader: string, text: string) => {
      const { extract, score } = theoremqa.protocols.cot?.graders[grader] ?? {};
      const completion = completionOf(text);
      const extraction = extract?.(completion, sample);
      if (extraction === undefined || score === undefined) throw new Error(`no grader ${grader}`);
      return (await score({ sample, completion, extraction }, noExecution)).verdict;
    };
    expect([await say('strict', '\\boxed{1.5}'), await say('eurus', '\\boxed{1.5}')]).toEqual([
      'correct',
      'incorrect',
    ]);
    expect([await say('strict', '\\boxed{False}'), await say('eurus', '\\boxed{False}')]).toEqual([
      'incorrect',
      'correct',
    ]);
  });
});
