import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { 'gsm-plus': 2400 };

describeWithData('the full set of GSM-Plus', () => {
  scoresEverythingRight({ names: ['gsm-plus.cot', 'gsm-plus.pot'], counts });
  scoresEverythingRight({ names: ['gsm-plus.cot@official'], provider: 'openai-api', stream: true, counts });
  for (const name of ['gsm-plus.cot', 'gsm-plus.pot']) scoresFourFifths({ names: [name], counts });
});
