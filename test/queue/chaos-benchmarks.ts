import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A benchmark from outside that a test has written, and the answers that a model would give to it. */
export type MadeBenchmark = {
  readonly id: string;
  /** What to name on the command line. */
  readonly path: string;
  readonly samples: number;
  answer(sample: number, trial: number): string;
};

type Parts = {
  readonly id: string;
  readonly domain: 'reasoning' | 'code';
  readonly samples: number;
  /** The fields `runsCode`, `extract` and `score` of its grader. */
  readonly grader: string;
};

/** Its samples `0`, `1`, … are asked `<id> question <n>`. */
const write = (folder: string, { id, domain, samples, grader }: Parts): string => {
  const directory = join(folder, id);
  mkdirSync(directory, { recursive: true });
  const rows = Array.from({ length: samples }, (_, n) => JSON.stringify({ id: String(n) }));
  writeFileSync(join(directory, 'questions.jsonl'), `${rows.join('\n')}\n`);
  const path = join(directory, 'benchmark.ts');
  writeFileSync(
    path,
    `import {
  correct, found, incorrect, jsonl, localFile, noAnswer, notFound, text, unitTests, userTurn,
} from 'eurus-eval';

export const benchmark = {
  id: '${id}',
  title: '${id}',
  domain: '${domain}',
  version: 1,
  dataset: jsonl(localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0'), ${samples}),
  sample: row => ({ id: text(row, 'id'), input: text(row, 'id'), target: '${id} answer ' + text(row, 'id') }),
  protocols: {
    direct: {
      title: 'as it is',
      generation: { maxTokens: 64, temperature: 0.5, topP: 1, stop: [] },
      prompt: ({ input }) => userTurn('${id} question ' + input),
      headline: 'usual',
      graders: { usual: { title: 'the usual one', version: 1, ${grader} } },
    },
  },
};
`,
  );
  return path;
};

/** Answers that are compared as text, each for a few milliseconds, so that batches are under way when something dies. */
export const writeWords = (folder: string, samples: number): MadeBenchmark => {
  const grader = `
    extract: ({ text }) => (text === '' ? notFound('there is nothing') : found(text, 'the whole answer')),
    score: async ({ sample, extraction }) => {
      await new Promise(resolve => setTimeout(resolve, 4));
      if (!extraction.found) return noAnswer(extraction.why);
      return extraction.value === sample.target ? correct('equal') : incorrect('other');
    },`;
  const path = write(folder, { id: 'words', domain: 'reasoning', samples, grader });
  const answer = (sample: number, trial: number): string => {
    if ((sample + trial) % 7 === 6) return '';
    return `words answer ${(sample + trial) % 3 === 2 ? `not ${trial}` : sample}`;
  };
  return { id: 'words', path, samples, answer };
};

/** Answers that are programs, run in the sandbox against a test: right ones, wrong ones, ones that raise, and ones that are none. */
export const writePrograms = (folder: string, samples: number): MadeBenchmark => {
  const grader = `
    runsCode: true,
    extract: ({ text }) => (text.startsWith('def ') ? found(text, 'the whole answer') : notFound('it is no program')),
    score: unitTests((code, { id }) => ({
      language: 'python',
      code,
      tests: { prelude: '', code: 'assert plus(2) == 2 + ' + id, entryPoints: ['plus'] },
      limits: { timeoutMs: 20_000, memoryMb: 256, maxOutputBytes: 10_000 },
    })),`;
  const path = write(folder, { id: 'programs', domain: 'code', samples, grader });
  const answer = (sample: number, trial: number): string => {
    const way = (sample + trial) % 5;
    if (way === 4) return 'I do not know.';
    const value = way === 3 ? 'undefined_name' : `x + ${way === 2 ? sample + 1 : sample}`;
    return `def plus(x):\n    return ${value}\n`;
  };
  return { id: 'programs', path, samples, answer };
};

/** A recorded file with all trials of a benchmark. */
export const writeAnswers = (path: string, { samples, answer }: MadeBenchmark, trials: number): void => {
  const rows = Array.from({ length: samples * trials }, (_, at) => {
    const [sample, trial] = [at % samples, Math.floor(at / samples)];
    return `${JSON.stringify({ id: String(sample), text: answer(sample, trial) })}\n`;
  });
  writeFileSync(path, rows.join(''));
};
