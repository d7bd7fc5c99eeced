import { describeWithData } from '../../support/requires.ts';
import { rounds } from '../../support/thorough.ts';
import { type FullSet, scoresEverythingRight, scoresFourFifths } from './support.ts';

const set: FullSet = { names: ['humaneval-plus'], counts: { 'humaneval-plus': 164 }, stream: true };

describeWithData('the full set of HumanEval+', () => {
  // Its tests take long: test/sandbox/references.test.ts runs them without a server.
  scoresEverythingRight({ ...set, first: rounds({ usual: 10, thorough: 40, whole: 164 }) });
  const first = rounds({ usual: 15, thorough: 30, whole: 60 });
  scoresFourFifths({ ...set, first, api: 'completions', provider: 'openai-api', stream: false });
});
