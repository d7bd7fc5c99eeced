import type { HistogramData } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours } from './theme.ts';

export const latency = (_data: HistogramData, _width: number, _colours: Colours): Picture => {
  throw new RangeError('not drawn yet');
};
export const tokens = latency;
