import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const session = `session: {
      prelude: ['def twice(x): return 2 * x'],
      limits: { timeoutMs: 2000, memoryMb: 256, maxOutputBytes: 10000 },
    },`;

/**
 * Writes an adapter from outside of `count` samples `0`, `1`, … that are asked over several turns, in protocols
 * `one` to `five`: a reply `answer: …` proposes, any other does nothing. Right is `<id> answer <n>`.
 * It runs no code, so that runs of it are quick; unless with sessions, where `code: …` runs in one that has `twice`.
 * @returns what to name on the command line
 */
export const writeEpisodes = (folder: string, id: string, count: number, sessions = false): string => {
  const directory = join(folder, id);
  mkdirSync(directory, { recursive: true });
  const rows = Array.from({ length: count }, (_, n) => JSON.stringify({ id: String(n) }));
  writeFileSync(join(directory, 'questions.jsonl'), `${rows.join('\n')}\n`);
  writeFileSync(
    join(directory, 'benchmark.ts'),
    `import { correct, found, incorrect, jsonl, localFile, noAnswer, notFound, text, userTurn } from 'eurus-eval';

const said = {
  title: 'what is proposed',
  version: 1,
  extract: ({ text }) => (text.startsWith('answer: ') ? found(text.slice(8), 'proposed') : notFound('nothing is')),
  score: ({ sample, extraction }) => {
    if (!extraction.found) return noAnswer(extraction.why);
    return extraction.value === sample.target ? correct('equal') : incorrect('other');
  },
};

const turns = maxSteps => ({
  title: 'over several turns',
  generation: { maxTokens: 64, temperature: 0.5, topP: 1, stop: [] },
  prompt: ({ input }) => userTurn('${id} question ' + input),
  headline: 'said',
  graders: { said },
  interaction: {
    maxSteps,
    maxProposals: 2,
    judge: 'said',
    ${sessions ? session : ''}
    act: ({ text }) => {
      if (text.startsWith('code: ')) return { kind: 'code', text: text.slice(6) };
      return text.startsWith('answer: ') ? { kind: 'proposal', text } : { kind: 'nothing', why: 'it is no answer' };
    },
    observe: effect => {
      if (effect.kind === 'executed') {
        const { number, stdout, value, traceback } = effect.cell;
        return [number, stdout, value, traceback].join('|');
      }
      return effect.kind === 'judged' ? effect.judgement.verdict : effect.why;
    },
    ask: ({ observation, stepsLeft, proposalsLeft }) => [observation, stepsLeft, proposalsLeft].join(' '),
  },
});

export const benchmark = {
  id: '${id}',
  title: '${id}',
  domain: 'reasoning',
  version: 1,
  dataset: jsonl(localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0'), ${count}),
  sample: row => ({ id: text(row, 'id'), input: text(row, 'id'), target: '${id} answer ' + text(row, 'id') }),
  protocols: { five: turns(5), four: turns(4), three: turns(3), two: turns(2), one: turns(1) },
};
`,
  );
  return join(directory, 'benchmark.ts');
};
