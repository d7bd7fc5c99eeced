import { describe, expect, it } from 'vitest';
import { benchmarks, findBenchmark } from '../../benchmarks/index.ts';
import type { Prompt } from '../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { shippedSamples, shippedShots } from './support.ts';

const promptOf = async (benchmarkId: string, protocolName: string, sampleId: string): Promise<Prompt> => {
  const benchmark = findBenchmark(benchmarkId);
  const protocol = benchmark?.protocols[protocolName];
  const sample = benchmark && (await shippedSamples(benchmark)).get(sampleId);
  if (!benchmark || !protocol || !sample) throw new Error(`no ${benchmarkId}.${protocolName}/${sampleId}`);
  return protocol.prompt(sample, await shippedShots(benchmark, protocol.shots ?? 0));
};

describe('GSM8K', () => {
  const question =
    'A ferry carries 36 cars on each crossing. It makes 7 crossings on Saturday and 4 on Sunday. How many cars does it carry on the two days together?';

  it.each(['cot', 'cot@eurus'])('%s asks for a boxed answer', async name => {
    expect(await promptOf('gsm8k', name, '0')).toEqual({
      kind: 'chat',
      messages: [
        {
          role: 'user',
          content: `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${question}`,
        },
      ],
    });
  });

  it('cot@official shows the first five training rows with their solutions', async () => {
    const prompt = await promptOf('gsm8k', 'cot@official', '0');
    if (prompt.kind !== 'text') throw new Error('not a text prompt');
    const parts = prompt.text.split('\n\n');
    expect(parts).toHaveLength(6);
    expect(parts[0]).toBe(
      'Question: Tom reads 12 pages a day for 5 days. How many pages does he read?\nAnswer: He reads 12*5=<<12*5=60>>60 pages.\n#### 60',
    );
    expect(parts[5]).toBe(`Question: ${question}\nAnswer:`);
  });

  it('cot@lm-eval-zeroshot leads into a worked answer', async () => {
    expect(await promptOf('gsm8k', 'cot@lm-eval-zeroshot', '0')).toEqual({
      kind: 'text',
      text: `Q: ${question}\nA: Let's think step by step.`,
    });
  });
});

describe('HumanEval', () => {
  const code =
    '\ndef count_vowels(text: str) -> int:\n    """ Count the vowels a, e, i, o and u in a text, in either case.\n    >>> count_vowels("Audio")\n    4\n    """\n';
  const turn = (shown: string) =>
    `Write Python code to solve the task.\nWrite a Python function \`count_vowels(text: str) -> int\` to solve the following problem: Present code in \`\`\`python\`\`\`\n\`\`\`python\n${shown}\`\`\`\n`;

  it.each([
    ['code', turn(code), '```python\ndef'],
    ['code@eurus', turn(code), ' ```python\ndef'],
    ['code@eurus-2404', turn(`${code}\n`), ` \`\`\`python\n${code}`],
    [
      'code@evalplus',
      `Please provide a self-contained Python script that solves the following problem in a markdown code block:\n\`\`\`\n${code.trim()}\n\`\`\`\n`,
      'Below is a Python script with a self-contained function that solves the problem and passes corresponding tests:\n```python\n',
    ],
  ])('%s is one user turn and a started answer', async (name, content, prefill) => {
    expect(await promptOf('humaneval', name, 'HumanEval/1')).toEqual({
      kind: 'chat',
      messages: [{ role: 'user', content }],
      prefill,
    });
  });

  it('code@official is the prompt itself', async () => {
    expect(await promptOf('humaneval', 'code@official', 'HumanEval/1')).toEqual({ kind: 'text', text: code });
  });
});

describe('BBH', () => {
  const lead = "A: Let's think step by step.";
  const instruction = 'Follow the given examples and answer the question.\n\n';
  const description = 'Evaluate the value of a Boolean expression.';
  const shots = [
    {
      question: 'Q: True or not False is',
      work: 'First the negation: not False = True.\nThen True or True = True. So the answer is True.',
    },
    {
      question: 'Q: not ( True and False ) is',
      work: 'Inside the brackets: True and False = False.\nThen not False = True. So the answer is True.',
    },
    {
      question: 'Q: False and ( True or False ) is',
      work: 'Inside the brackets: True or False = True.\nThen False and True = False. So the answer is False.',
    },
  ];
  const question = 'Q: True and not ( False or not True ) is';
  const text = [
    description,
    ...shots.map(shot => `${shot.question}\n${lead}\n${shot.work}`),
    `${question}\n${lead}`,
  ].join('\n\n');

  it.each(['cot', 'cot@eurus'])('%s is a conversation that leaves the lead-in to the model', async name => {
    const [first, ...others] = shots.flatMap(({ question, work }) => [
      { role: 'user', content: question },
      { role: 'assistant', content: `${lead}\n${work}` },
    ]);
    expect(await promptOf('bbh', name, 'boolean_expressions/0')).toEqual({
      kind: 'chat',
      messages: [
        { role: 'user', content: `${instruction}${description}\n${first?.content}` },
        ...others,
        { role: 'user', content: question },
      ],
    });
  });

  it('cot@eurus-2404 gives the assistant the last line of each block', async () => {
    const turns = shots.map(({ question, work }) => `${question}\n${lead}\n${work}`.split('\n'));
    const messages = turns.flatMap(lines => [
      { role: 'user', content: lines.slice(0, -1).join('\n') },
      { role: 'assistant', content: lines.at(-1) },
    ]);
    expect(await promptOf('bbh', 'cot@eurus-2404', 'boolean_expressions/0')).toEqual({
      kind: 'chat',
      messages: [
        { role: 'user', content: `${instruction}${description}\n${messages[0]?.content}` },
        ...messages.slice(1),
        { role: 'user', content: question },
      ],
      prefill: lead,
    });
  });

  it('cot@official is the whole text, and cot@lm-eval ends its last line', async () => {
    expect(await promptOf('bbh', 'cot@official', 'boolean_expressions/0')).toEqual({ kind: 'text', text });
    expect(await promptOf('bbh', 'cot@lm-eval', 'boolean_expressions/0')).toEqual({
      kind: 'text',
      text: `${text}\n`,
    });
  });
});

describeWithData('prompts over the real data', () => {
  const source = dataSource(dataDirectory);

  it.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))(
    '%s has every sample once, in every row of its files',
    async (_, { dataset, sample, protocols }) => {
      const ids = new Set<string>();
      for await (const row of dataset.rows(source)) {
        const one = sample(row);
        ids.add(one.id);
        for (const { prompt } of Object.values(protocols)) prompt(one, []);
      }
      expect(ids.size).toBe(dataset.count);
    },
  );

  it('reads the golds of GSM8K as integers', async () => {
    const { dataset, shots, sample } = benchmarks.find(({ id }) => id === 'gsm8k') ?? {};
    if (!dataset || !shots || !sample) throw new Error('GSM8K is gone');
    for await (const row of dataset.rows(source)) expect(sample(row).target).toMatch(/^-?\d+$/);
    let count = 0;
    for await (const row of shots.rows(source)) count += sample(row).target === '' ? 0 : 1;
    expect(count).toBe(7473);
  });

  it('names the signature of every HumanEval function', async () => {
    const { dataset, sample, protocols } = findBenchmark('humaneval') ?? {};
    if (!dataset || !sample || !protocols?.code) throw new Error('HumanEval is gone');
    for await (const row of dataset.rows(source)) {
      const one = sample(row);
      const asked = protocols.code.prompt(one, []);
      const turn = asked.kind === 'chat' ? (asked.messages[0]?.content ?? '') : '';
      const signature = /Write a Python function `([^`]*)`/.exec(turn)?.[1] ?? '';
      expect(one.input).toContain(`def ${signature}:`);
      expect(signature).toMatch(/^\w+\(.*\)(?: ?-> ?\S.*)?$/);
    }
  });

  it('splits every BBH prompt into three worked examples and the question', async () => {
    const { dataset, sample, protocols } = findBenchmark('bbh') ?? {};
    if (!dataset || !sample || !protocols?.cot) throw new Error('BBH is gone');
    const groups = new Set<string>();
    for await (const row of dataset.rows(source)) {
      const one = sample(row);
      groups.add(one.groups?.task ?? '');
      const asked = protocols.cot.prompt(one, []);
      if (asked.kind !== 'chat') throw new Error('not a chat prompt');
      expect(asked.messages).toHaveLength(7);
      expect(asked.messages.at(-1)?.content).toBe(`Q: ${one.input.trim()}`);
      for (const { role, content } of asked.messages) {
        if (role === 'assistant') expect(content).toMatch(/^A: Let's think step by step\.\s/);
      }
    }
    expect(groups.size).toBe(27);
  });
});
