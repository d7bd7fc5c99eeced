import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { svamp: 1000 };
const names = ['svamp.cot', 'svamp.pot'];

describeWithData('the full set of SVAMP', () => {
  scoresEverythingRight({ names, counts });
  scoresFourFifths({ names: ['svamp.cot@eurus'], counts });
  scoresFourFifths({ names: ['svamp.pot@eurus-2404'], counts });
});
