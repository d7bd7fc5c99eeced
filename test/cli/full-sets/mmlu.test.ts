import { describeWithData } from '../../support/requires.ts';
import { rounds } from '../../support/thorough.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { mmlu: 14_042 };
const letters = { counts, api: 'completions' } as const;

describeWithData('the full set of MMLU', () => {
  scoresEverythingRight({ ...letters, names: ['mmlu'] });
  scoresEverythingRight({ ...letters, names: ['mmlu.direct@lm-eval'], logprobs: true, stream: true });
  scoresEverythingRight({ counts, names: ['mmlu.cot@simple-evals'], provider: 'openai-api' });
  scoresFourFifths({ ...letters, names: ['mmlu'], logprobs: true });
  // The same letters by another prompt.
  scoresFourFifths({
    ...letters,
    names: ['mmlu.direct@eurus'],
    first: rounds({ usual: 100, thorough: 500, whole: 3000 }),
  });
});
