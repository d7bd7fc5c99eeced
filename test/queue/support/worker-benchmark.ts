import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes an adapter whose grader does what the answer says: `spin 300` computes for 300 ms, `wait 300` waits, `large 5000`
 * has so many characters extracted, `throw`, `leave` and `hoard` end it in three ways; all else is right. `hold FILE`
 * waits until it is let go (`createHold`), `log FILE` adds itself to a file, a line of its own for each grader.
 * @returns what to name on the command line
 */
export const writeWorkerBenchmark = (folder: string, id: string, version = 1): string => {
  const directory = join(folder, id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'questions.jsonl'),
    Array.from({ length: 20 }, (_, n) => `${JSON.stringify({ id: String(n) })}\n`).join(''),
  );
  const path = join(directory, 'benchmark.ts');
  writeFileSync(path, source(id, version));
  return path;
};

/** An answer that a grader holds until a test lets it go: what must happen meanwhile has all the time that it needs. */
export type Hold = {
  readonly text: string;
  /** Whether a grader has come to it. */
  begun(): boolean;
  letGo(): void;
};

export const createHold = (folder: string, name = 'hold'): Hold => {
  const file = join(folder, name);
  return {
    text: `hold ${file}`,
    begun: () => existsSync(`${file}.begun`),
    letGo: () => writeFileSync(`${file}.over`, ''),
  };
};

const source = (id: string, version: number): string => `
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { correct, found, jsonl, localFile, text, userTurn } from 'eurus-eval';

const act = async (asked: string): Promise<string> => {
  const [verb = '', size = '0'] = asked.split(' ');
  if (verb === 'spin') {
    const until = performance.now() + Number(size);
    while (performance.now() < until);
  }
  if (verb === 'wait') await new Promise(resolve => setTimeout(resolve, Number(size)));
  if (verb === 'hold') {
    writeFileSync(size + '.begun', '');
    while (!existsSync(size + '.over')) await new Promise(resolve => setTimeout(resolve, 5));
  }
  if (verb === 'log') appendFileSync(size, asked + '\\n');
  if (verb === 'throw') throw new Error('the grader is broken');
  if (verb === 'leave') process.exit(3);
  if (verb === 'hoard') for (const all: unknown[] = []; ; ) all.push(new Array(1e6).fill(all.length + 0.5));
  return verb === 'large' ? 'x'.repeat(Number(size)) : asked;
};

const grader = (title: string, version: number) => ({
  title,
  version,
  extract: (completion: { text: string }) =>
    found(completion.text.startsWith('large') ? 'x'.repeat(Number(completion.text.slice(6))) : completion.text, 'all'),
  score: async ({ completion }: { completion: { text: string } }) => {
    await act(completion.text);
    return correct('done');
  },
});

export const benchmark = {
  id: '${id}',
  title: '${id}',
  domain: 'reasoning',
  version: ${version},
  dataset: jsonl(localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0'), 20),
  sample: (row: never) => ({ id: text(row, 'id'), input: text(row, 'id'), target: text(row, 'id') }),
  protocols: {
    direct: {
      title: 'as it is',
      generation: { maxTokens: 64, temperature: 0, topP: 1, stop: [] },
      prompt: ({ input }: { input: string }) => userTurn(input),
      headline: 'first',
      graders: { first: grader('one', 1), second: grader('another', 2) },
    },
  },
};
`;
