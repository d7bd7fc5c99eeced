import { describe, expect, it } from 'vitest';
import { math } from '../../benchmarks/math/benchmark.ts';
import { mathBox } from '../../benchmarks/math/box.ts';
import { math500 } from '../../benchmarks/math-500/benchmark.ts';
import type { Benchmark, Prompt, Row, Sample } from '../../src/core/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples, shippedSamples } from './support.ts';

const realSamples = async (benchmark: Benchmark): Promise<readonly Sample[]> => [
  ...(await allSamples(benchmark)).values(),
];

const promptOf = async (name: string): Promise<Prompt | undefined> => {
  const sample = (await shippedSamples(math)).get('7');
  return sample && math.protocols[name]?.prompt(sample, []);
};

describe('the prompts of MATH', () => {
  const problem = 'What is the mean of $4$ and $10$?';
  const steps = 'Solve the following math problem step-by-step.\nSimplify your answer as much as possible.';
  const boxed = `${steps} Present your final answer as \\boxed{Your Answer}.\n${problem}`;
  const tool =
    'Tool available:\n[1] Python interpreter\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.';

  it.each([
    ['cot', boxed],
    ['cot@eurus', boxed],
    ['cot@eurus-2404', boxed],
    ['pot', `${tool} Present code in \`\`\`python\`\`\`\n${steps}\n${problem}`],
    ['pot@eurus', `${tool} Present code in \`\`\`python\`\`\`\n${steps}\n${problem}`],
    ['pot@eurus-2404', `${tool}\n${steps}\n${problem}`],
  ])('%s is one user turn', async (name, content) => {
    expect(await promptOf(name)).toEqual({ kind: 'chat', messages: [{ role: 'user', content }] });
  });

  it('cot@official is the bare problem, to be continued', async () => {
    expect(await promptOf('cot@official')).toEqual({ kind: 'text', text: `Problem: ${problem}\nAnswer:` });
    expect(math.protocols['cot@official']?.generation.stop).toEqual(['Problem:']);
  });

  it('stops at the next problem of the scripts, and gives programs twice as many tokens', () => {
    const settings = { temperature: 0, topP: 1, stop: ['\n###\nProblem: '] };
    for (const revision of ['', '@eurus', '@eurus-2404']) {
      expect(math.protocols[`cot${revision}`]?.generation).toEqual({ ...settings, maxTokens: 1024 });
      expect(math.protocols[`pot${revision}`]?.generation).toEqual({ ...settings, maxTokens: 2048 });
    }
  });
});

describe('mathBox', () => {
  it.each([
    ['\\boxed{5}', '5'],
    ['first \\boxed{4}, then \\boxed{5}', '5'],
    ['\\fbox{5}', '5'],
    ['\\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
    ['$\\boxed 5$ pieces', '5'],
    ['$\\boxed 5', '5'],
    ['\\boxed{4} and $\\boxed 5$', '5'],
    ['$\\boxed 4$ and \\boxed{5}', '5'],
    ['\\boxed {5}', '5'],
  ])('of %j holds %j', (text, value) => {
    const box = mathBox(text);
    expect(box).toMatchObject({ found: true, value });
    if (box.found && box.span) expect(text.slice(...box.span)).toBe(value);
  });

  it.each(['', '5', '\\boxed{5', '\\boxed {5', '$\\boxed $', '\\boxed{}'])('of %j is none', text => {
    expect(mathBox(text).found).toBe(false);
  });

  it('is found in linear time', () => {
    expect(mathBox('\\boxed '.repeat(200_000)).found).toBe(false);
    expect(mathBox('\\boxed{'.repeat(200_000)).found).toBe(false);
  });
});

describe('the rows of MATH', () => {
  const row = (more: object): Row => ({
    file: 'math/test.jsonl',
    index: 6,
    line: 7,
    value: {
      problem: 'p',
      level: 'Level 3',
      type: 'Algebra',
      solution: 'First $\\boxed{1}$, then $\\boxed{2}$.',
      idx: 6,
      ...more,
    },
  });

  it('have the last box of the solution as gold', () => {
    expect(math.sample(row({}))).toEqual({
      id: '6',
      input: 'p',
      target: '2',
      groups: { level: '3', subject: 'Algebra', 'subject-level': 'Algebra, level 3' },
    });
  });

  it('count in no level when they have none', () => {
    expect(math.sample(row({ level: 'Level ?' })).groups).toEqual({ subject: 'Algebra' });
  });

  it('are refused without a box', () => {
    expect(() => math.sample(row({ solution: 'It is 2.' }))).toThrow(
      'math/test.jsonl row 6 (line 7): the solution boxes no answer',
    );
  });
});

describeWithData('the 5,000 problems of MATH', () => {
  const countsOf = (samples: readonly Sample[], dimension: string): Record<string, number> =>
    Object.fromEntries(
      [...Map.groupBy(samples, ({ groups }) => groups?.[dimension] ?? '')].map(([value, of]) => [
        value,
        of.length,
      ]),
    );

  it('are numbered in order, and have known levels and subjects', async () => {
    const samples = await realSamples(math);
    expect(samples.map(({ id }) => id)).toEqual(samples.map((_, index) => String(index)));
    expect(countsOf(samples, 'level')).toEqual({ 1: 437, 2: 894, 3: 1131, 4: 1214, 5: 1324 });
    const subjects = {
      Prealgebra: 871,
      Algebra: 1187,
      'Number Theory': 540,
      'Counting & Probability': 474,
      Geometry: 479,
      'Intermediate Algebra': 903,
      Precalculus: 546,
    };
    expect(countsOf(samples, 'subject')).toEqual(subjects);
    expect(math.groupOrder?.subject).toEqual(Object.keys(subjects));
    const both = countsOf(samples, 'subject-level');
    expect(Object.keys(both)).toHaveLength(35);
    expect(new Set(math.groupOrder?.['subject-level'])).toEqual(new Set(Object.keys(both)));
  });

  it('hold the 500 of MATH-500, with the same golds', async () => {
    const golds = new Map((await realSamples(math)).map(({ input, target }) => [input, target]));
    const samples = await realSamples(math500);
    expect(samples).toHaveLength(500);
    expect(countsOf(samples, 'level')).toEqual({ 1: 43, 2: 90, 3: 105, 4: 128, 5: 134 });
    for (const { id, input, target, groups } of samples) {
      expect(golds.get(input), id).toBe(target);
      const folder = groups?.subject?.toLowerCase().replace('&', 'and').replaceAll(' ', '_');
      expect(id).toMatch(new RegExp(`^test/${folder}/\\d+\\.json$`));
    }
  });

  // The numbers that the original scorers give their own golds.
  it.each([
    ['strict', 5000],
    ['prm800k', 5000],
    ['hendrycks', 5000],
    ['eurus', 4971],
    ['eurus-2404', 4999],
    ['qwen', 4996],
  ])('have golds that %s accepts in %i cases', async (name, correct) => {
    const grader = math.protocols.cot?.graders[name];
    if (grader === undefined) throw new Error(`no grader ${name}`);
    const counts = { correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0 };
    for (const sample of await realSamples(math)) {
      const completion = completionOf(`The answer is $\\boxed{${sample.target}}$.`);
      const extraction = grader.extract(completion, sample);
      counts[(await grader.score({ sample, completion, extraction }, noExecution)).verdict] += 1;
    }
    expect(counts).toEqual({
      correct,
      incorrect: 5000 - correct,
      'no-answer': 0,
      unscored: 0,
    });
  });
});
