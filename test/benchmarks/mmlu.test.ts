import { describe, expect, it } from 'vitest';
import { mmlu } from '../../benchmarks/mmlu/benchmark.ts';
import { categories } from '../../benchmarks/mmlu/categories.ts';
import { simpleEvalsAnswer } from '../../benchmarks/mmlu/simple-evals.ts';
import { subjects } from '../../benchmarks/mmlu/source.ts';
import type { DataSource } from '../../src/core/index.ts';
import { dataDirectory as dataSource, pullFiles, verifyFiles } from '../../src/dataset/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { cpuTimer } from '../support/cpu-time.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { shippedSamples } from './support.ts';

type MmluSample = ReturnType<typeof mmlu.sample>;

const samples = (await shippedSamples(mmlu)) as ReadonlyMap<string, MmluSample>;
const sampleOf = (id: string): MmluSample => {
  const sample = samples.get(id);
  if (sample === undefined) throw new Error(`no sample ${id}`);
  return sample;
};
const protocolOf = (name: string) => {
  const protocol = mmlu.protocols[name];
  if (protocol === undefined) throw new Error(`no protocol ${name}`);
  return protocol;
};
const textOf = (name: string, sample: MmluSample): string => {
  const prompt = protocolOf(name).prompt(sample, []);
  if (prompt.kind !== 'text') throw new Error(`${name} is no text`);
  return prompt.text;
};

const samplesOf = async (source: DataSource): Promise<readonly MmluSample[]> => {
  const all: MmluSample[] = [];
  for await (const row of mmlu.dataset.rows(source)) all.push(mmlu.sample(row));
  return all;
};
const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
};

const worked = `Which body gives our months their length?
A. The Sun
B. The Moon
C. Mars
D. A comet
Answer: B

A lantern carried twice as far away looks
A. half as bright
B. just as bright
C. a quarter as bright
D. twice as bright
Answer: C

What does a telescope with a wider mirror gather more of?
A. Light
B. Sound
C. Heat from its owner
D. Weight
Answer: A

On which of these could you jump highest?
A. Earth
B. Venus
C. Neptune
D. Our Moon
Answer: D

At noon on the equator in March a straight pole throws
A. a long shadow to the north
B. hardly any shadow
C. a long shadow to the south
D. two shadows
Answer: B

A new moon rises at about the same time as
A. the evening star alone
B. the Sun
C. the full moon before it
D. midnight
Answer:`;

describe('the prompts of MMLU', () => {
  it.each(['direct', 'direct@eurus', 'direct@official'])(
    '%s is the original text, two spaces and all',
    name => {
      expect(textOf(name, sampleOf('astronomy/0'))).toBe(
        `The following are multiple choice questions (with answers) about  astronomy.\n\n${worked}`,
      );
    },
  );

  it('direct@lm-eval has one space', () => {
    expect(textOf('direct@lm-eval', sampleOf('astronomy/0'))).toBe(
      `The following are multiple choice questions (with answers) about astronomy.\n\n${worked}`,
    );
  });

  it('puts one space before every further word of a subject', () => {
    const sample = { ...sampleOf('astronomy/0'), subject: 'high_school_us_history', examples: [] };
    expect(textOf('direct', sample).split('\n')[0]).toBe(
      'The following are multiple choice questions (with answers) about  high school us history.',
    );
    expect(textOf('direct@lm-eval', sample).split('\n')[0]).toBe(
      'The following are multiple choice questions (with answers) about high school us history.',
    );
  });

  it('leaves blanks around a question alone, but for lm-eval', () => {
    const sample = { ...sampleOf('astronomy/0'), question: ' Why? \n', examples: [] };
    expect(textOf('direct', sample)).toContain('.\n\n Why? \n\nA. ');
    expect(textOf('direct@lm-eval', sample)).toContain('.\n\nWhy?\nA. ');
  });

  it('cot@simple-evals asks in one user turn, without examples', () => {
    expect(protocolOf('cot@simple-evals').prompt(sampleOf('management/1'), [])).toEqual({
      kind: 'chat',
      messages: [
        {
          role: 'user',
          content: `Answer the following multiple choice question. The last line of your response should be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of ABCD. Think step by step before answering.

Seven people report to Ada, and each of them leads four.
How wide is Ada's span of control?

A) 4
B) 7
C) 11
D) 28`,
        },
      ],
    });
  });

  it('ask for one token and the 20 likeliest, greedily', () => {
    for (const [name, { generation, endsAtLimit }] of Object.entries(mmlu.protocols)) {
      if (!name.startsWith('direct')) continue;
      expect(generation).toEqual({ maxTokens: 1, temperature: 0, topP: 1, stop: [], logprobs: 20 });
      expect(endsAtLimit).toBe(true);
    }
  });
});

describe('the samples of MMLU', () => {
  it('keep quotes, line ends and the word None as text', () => {
    expect(sampleOf('management/0')).toMatchObject({
      input: 'A manager says, "Ship it when it is ready, not before." Which of the four is fixed?',
      choices: { D: 'None' },
      target: 'B',
      groups: { category: 'other', subject: 'management' },
    });
    expect(sampleOf('management/1').input).toContain('four.\nHow wide');
  });
});

describe('the subjects of MMLU', () => {
  it('are 57 in four groups', () => {
    const sizes = Map.groupBy(subjects, ({ name }) => categories.get(name));
    expect(Object.fromEntries([...sizes].map(([category, members]) => [category, members.length]))).toEqual({
      STEM: 18,
      'social sciences': 12,
      humanities: 13,
      other: 14,
    });
    expect(categories.size).toBe(57);
    expect(categories.get('anatomy')).toBe('other');
  });
});

describe('the answer behind "Answer:"', () => {
  it.each([
    ['Answer: B', 'B'],
    ['answer:B', 'B'],
    ['Answer :\t B.', 'B'],
    ['**Answer: B**', 'B'],
    ['Answer: **B**', 'B'],
    ['Answer: $B$', 'B'],
    ['Answer: \\boxed{B}', 'B'],
    ['Answer: $\\text{B}$', 'B'],
    ['Answer: \\(\\mathbf{B}', 'B'],
    ['Answer: \\mathrm{B}', 'B'],
    ['Answer: none. Answer: C', 'C'],
    ['My Answer: A\nAnswer: B', 'A'],
    ['Answer: b', 'b'],
  ])('is found in %j', (text, letter) => {
    expect(simpleEvalsAnswer(text)).toMatchObject({ found: true, value: letter });
  });

  it.each(['', 'B', 'Answer B', 'Answer: (B)', 'Answer:\nB', 'Answer: E', 'The answer is B', 'Antwort: B'])(
    'is not found in %j',
    text => {
      expect(simpleEvalsAnswer(text).found).toBe(false);
    },
  );
});

describe('graders of letters, on hostile texts', () => {
  const texts = [
    'Answer '.repeat(100_000),
    `Answer${' '.repeat(1_000_000)}`,
    `${'Answer:('.repeat(100_000)}${'\t'.repeat(100_000)}`,
    '{$\\boxed'.repeat(100_000),
    ' '.repeat(1_000_000),
    '('.repeat(1_000_000),
    'é\u0301'.repeat(300_000),
    '\ud800'.repeat(10_000),
  ];
  it('are done at once and find nothing', async () => {
    const sample = sampleOf('astronomy/0');
    const cpuMs = cpuTimer();
    for (const text of texts) {
      for (const { graders } of Object.values(mmlu.protocols)) {
        for (const grader of Object.values(graders)) {
          const completion = completionOf(text);
          const extraction = grader.extract(completion, sample);
          expect(extraction.found).toBe(false);
          const { reason } = await grader.score({ sample, completion, extraction }, noExecution);
          expect(reason.length).toBeLessThan(1000);
        }
      }
    }
    // Generous: what is quadratic takes minutes.
    expect(cpuMs()).toBeLessThan(20_000);
  });
});

describeWithData('the published files of MMLU', () => {
  it('are all there, unchanged', async () => {
    const { files } = mmlu.dataset;
    expect(files).toHaveLength(114);
    const states = await verifyFiles(files, dataDirectory);
    expect(states.filter(({ state }) => state !== 'present')).toEqual([]);
  });

  it('hold 14,042 questions with the letters, groups and traps that are known', async () => {
    const letters = { A: 0, B: 0, C: 0, D: 0 };
    const none: Record<string, number> = {};
    const bySubject = new Map<string, number>();
    const ids = new Set<string>();
    let nextLines = 0;
    let longest = 0;
    for await (const row of mmlu.dataset.rows(dataSource(dataDirectory))) {
      const sample = mmlu.sample(row);
      const { id, target, choices, subject, examples, groups } = sample;
      ids.add(id);
      letters[target as keyof typeof letters] += 1;
      const cells = Object.values(choices).filter(choice => choice === 'None').length;
      if (cells > 0) none[subject] = (none[subject] ?? 0) + cells;
      bySubject.set(subject, (bySubject.get(subject) ?? 0) + 1);
      expect(examples).toHaveLength(5);
      expect(groups).toEqual({ subject, category: categories.get(subject) });
      if (sample.input.includes('\u0085') || Object.values(choices).join().includes('\u0085')) nextLines += 1;
      longest = Math.max(longest, textOf('direct', sample).length);
    }
    expect(ids.size).toBe(14_042);
    expect(letters).toEqual({ A: 3222, B: 3462, C: 3582, D: 3776 });
    expect(none).toEqual({
      electrical_engineering: 4,
      college_mathematics: 3,
      college_computer_science: 2,
      college_physics: 1,
    });
    expect([...bySubject].map(([name, rows]) => ({ name, rows }))).toEqual(
      subjects.map(({ name, rows }) => ({ name, rows })),
    );
    expect(nextLines).toBe(2);
    expect(longest).toBe(14_449);
  });

  it('are fetched one by one from their addresses, and read as from the archive', async () => {
    const packed = dataSource(dataDirectory);
    const byUrl = new Map(mmlu.dataset.files.map(file => [file.url, file]));
    const asked: string[] = [];
    const fetch = async (url: Parameters<typeof globalThis.fetch>[0]): Promise<Response> => {
      const file = byUrl.get(String(url));
      if (file === undefined) return new Response(null, { status: 404 });
      asked.push(file.path);
      return new Response(await bytesOf(packed.open(file)));
    };
    const root = temporaryFolder();
    await pullFiles(mmlu.dataset.files, root, { fetch });
    expect(asked.toSorted()).toEqual(mmlu.dataset.files.map(({ path }) => path).toSorted());
    const [fromArchive, pulled] = await Promise.all([packed, dataSource(root)].map(samplesOf));
    expect(pulled).toHaveLength(14_042);
    expect(pulled).toEqual(fromArchive);
  });

  it('make the prompt of the specification', async () => {
    for await (const row of mmlu.dataset.rows(dataSource(dataDirectory))) {
      const text = textOf('direct@eurus', mmlu.sample(row));
      expect(
        text.startsWith(
          'The following are multiple choice questions (with answers) about  abstract algebra.\n\n',
        ),
      ).toBe(true);
      expect(text.endsWith('\nAnswer:')).toBe(true);
      expect(text.match(/^Answer: [A-D]$/gm)).toHaveLength(5);
      expect(text.split('\n\n')).toHaveLength(7);
      break;
    }
  });
});
