import { describeWithData } from '../../support/requires.ts';
import { type FullSet, scoresEverythingRight, scoresFourFifths } from './support.ts';

const set: FullSet = { names: ['humaneval-plus'], counts: { 'humaneval-plus': 164 }, stream: true };

describeWithData('the full set of HumanEval+', () => {
  scoresEverythingRight(set);
  // Its tests take long: the wrong fifth is that of the first 60.
  const first = { counts: { 'humaneval-plus': 60 }, flags: ['--limit', '60'] };
  scoresFourFifths({ ...set, ...first, api: 'completions', provider: 'openai-api', stream: false });
});
