import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { theoremqa: 800 };

describeWithData('the full set of TheoremQA', () => {
  for (const names of [['theoremqa.cot'], ['theoremqa.pot']]) {
    scoresEverythingRight({ names, counts });
    scoresFourFifths({ names, counts });
  }
});
