import { describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight } from './support.ts';

describeWithData('the full set of MINT', () => {
  scoresEverythingRight({
    ...{ provider: 'vllm', api: 'chat', stream: false },
    ...{ names: ['mint'], counts: { mint: 361 } },
  });
});
