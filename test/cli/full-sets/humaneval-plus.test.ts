import { describeWithData } from '../../support/requires.ts';
import { type FullSet, scoresEverythingRight, scoresFourFifths } from './support.ts';

const set: FullSet = { names: ['humaneval-plus'], counts: { 'humaneval-plus': 164 }, stream: true };

describeWithData('the full set of HumanEval+', () => {
  scoresEverythingRight(set);
  scoresFourFifths({ ...set, api: 'completions', provider: 'openai-api', stream: false });
});
