import { describeWithData } from '../../support/requires.ts';
import { type FullSet, scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { gsm8k: 1319, humaneval: 164, bbh: 6511 };
const names = Object.keys(counts);
const words = ['gsm8k', 'bbh'];

/** Of the ways that ask once more what another way has asked by the same API. */
const first = 1500;

/** Every benchmark each way over the wire; all of it, and the programs of HumanEval, which take longest, once an API. */
const ways: readonly FullSet[] = [
  { provider: 'vllm', api: 'chat', stream: false, names, counts },
  { provider: 'openai-api', api: 'chat', stream: true, names: words, counts, first },
  { provider: 'vllm', api: 'completions', stream: true, names, counts },
  { provider: 'openai-api', api: 'completions', stream: false, names: words, counts, first },
];

describeWithData('the full sets of GSM8K, HumanEval and BBH', () => {
  for (const way of ways) scoresEverythingRight(way);
  scoresFourFifths({ names: words, counts, stream: true });
  scoresFourFifths({ names: ['humaneval'], counts, stream: true });
});
