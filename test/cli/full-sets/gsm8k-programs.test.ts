import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { gsm8k: 1319 };

describeWithData('the full set of GSM8K as programs', () => {
  scoresEverythingRight({ names: ['gsm8k.pot'], counts });
  scoresFourFifths({ names: ['gsm8k.pot@eurus-2404'], counts });
});
