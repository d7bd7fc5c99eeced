import type { Spec } from './draw.ts';
import { textWidth } from './text-width.ts';
import { plainText } from './theme.ts';

/** Symbol and gaps beside a name, in px. */
const besides = 34;

/** A legend above the data, in as many columns as the width has room for. */
export const topLegend = (names: readonly string[], width: number): Spec => {
  const widest = Math.max(...names.map(name => textWidth(name, plainText))) + besides;
  return {
    orient: 'top',
    direction: 'horizontal',
    title: null,
    columns: Math.max(1, Math.min(names.length, Math.floor(width / widest))),
    offset: 6,
  };
};
