import type { ScatterData } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours } from './theme.ts';

export const scatter = (_data: ScatterData, _width: number, _colours: Colours): Picture => {
  throw new RangeError('not drawn yet');
};
