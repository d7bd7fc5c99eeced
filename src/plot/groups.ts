import { barsPicture } from './bars.ts';
import type { GroupsData } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours } from './theme.ts';

/** Parts of one benchmark, in the order given. */
export const groups = (
  { metric, benchmark, dimension, bars }: GroupsData,
  colours: Colours,
  width: number,
): Picture => barsPicture({ metric, bars, title: `${benchmark} ${metric} by ${dimension}` }, colours, width);
