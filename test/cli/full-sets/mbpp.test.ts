import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { mbpp: 399, 'mbpp-test': 500 };
const names = ['mbpp.code', 'mbpp-test.code'];

describeWithData('the full sets of MBPP', () => {
  scoresEverythingRight({ names, counts });
  scoresFourFifths({ names, counts });
});
