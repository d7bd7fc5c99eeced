import type { CurvesData } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours } from './theme.ts';

export const curves = (_data: CurvesData, _width: number, _colours: Colours): Picture => {
  throw new RangeError('not drawn yet');
};
