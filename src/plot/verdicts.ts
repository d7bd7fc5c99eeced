import type { VerdictsData } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours } from './theme.ts';

export const verdicts = (_data: VerdictsData, _width: number, _colours: Colours): Picture => {
  throw new RangeError('not drawn yet');
};
