import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { asdiv: 618 };
const names = ['asdiv.cot', 'asdiv.pot'];

describeWithData('the full set of ASDiv', () => {
  scoresEverythingRight({ names, counts });
  for (const name of names) scoresFourFifths({ names: [name], counts });
});
