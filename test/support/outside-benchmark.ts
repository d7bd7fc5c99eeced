import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes an adapter from outside of `count` samples `0`, `1`, …, which are asked `<id> question <n>`; right is the
 * answer `<id> answer <n>`. It needs no sandbox and no data but its own, so that runs of it are quick.
 * @returns what to name on the command line
 */
export const writeBenchmark = (folder: string, id: string, count: number): string => {
  const directory = join(folder, id);
  mkdirSync(directory, { recursive: true });
  const rows = Array.from({ length: count }, (_, n) => JSON.stringify({ id: String(n) }));
  writeFileSync(join(directory, 'questions.jsonl'), `${rows.join('\n')}\n`);
  writeFileSync(
    join(directory, 'benchmark.ts'),
    `import { correct, found, incorrect, jsonl, localFile, text, userTurn } from 'eurus-eval';

export const benchmark = {
  id: '${id}',
  title: '${id}',
  domain: 'reasoning',
  version: 1,
  dataset: jsonl(localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0'), ${count}),
  sample: row => ({ id: text(row, 'id'), input: text(row, 'id'), target: '${id} answer ' + text(row, 'id') }),
  protocols: {
    direct: {
      title: 'as it is',
      generation: { maxTokens: 64, temperature: 0.5, topP: 1, stop: [] },
      prompt: ({ input }) => userTurn('${id} question ' + input),
      headline: 'exact',
      graders: {
        exact: {
          title: 'the whole answer',
          version: 1,
          extract: completion => found(completion.text, 'the whole answer'),
          score: ({ sample, extraction }) =>
            extraction.value === sample.target ? correct('equal') : incorrect('other'),
        },
      },
    },
  },
};
`,
  );
  return join(directory, 'benchmark.ts');
};
