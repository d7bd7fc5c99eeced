import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { math: 5000, 'math-500': 500 };

describeWithData('the full sets of MATH and MATH-500', () => {
  scoresEverythingRight({ names: ['math.cot', 'math-500.cot'], counts });
  scoresEverythingRight({
    names: ['math.cot@official', 'math-500.cot@official'],
    api: 'completions',
    stream: true,
    counts,
  });
  scoresEverythingRight({ names: ['math.pot', 'math-500.pot'], counts });
  scoresFourFifths({ names: ['math.cot'], counts, stream: true });
  scoresFourFifths({ names: ['math-500.pot'], counts, stream: true });
});
