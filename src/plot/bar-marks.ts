import type { Bar } from './data.ts';
import type { Spec } from './draw.ts';
import { drawable } from './label.ts';
import { inWords, percentEnd, percentOf, shown } from './numbers.ts';
import type { Colours } from './theme.ts';

/** Room to the right of the longest bar for its number, in px. */
export const numberRoom = 34;

/** A bar as data; `label` is what stands beside it, `colour` what its colour means. */
export type BarRow = {
  readonly label: string;
  readonly colour: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly text: string;
  readonly words: string;
};

export const barRow = (bar: Bar, metric: string, label: string, colour: string): BarRow => ({
  label,
  colour,
  value: percentOf(bar.value),
  low: percentOf(bar.ci95?.[0] ?? bar.value),
  high: percentOf(bar.ci95?.[1] ?? bar.value),
  text: shown(bar.value),
  words: `${barName(bar)}: ${drawable(metric)} ${inWords(bar)}${samplesOf(bar)}`,
});

/** `Eurus-7B-KTO, MATH` */
export const barName = ({ model, category }: Bar): string => `${drawable(model)}, ${drawable(category)}`;

const samplesOf = ({ samples }: Bar): string => (samples === undefined ? '' : `, ${samples} samples`);

/** The end of the axis for bars and their intervals. */
export const endOf = (bars: readonly Bar[]): number =>
  percentEnd(bars.map(({ value, ci95 }) => ci95?.[1] ?? value));

export type BarLayer = {
  readonly rows: readonly BarRow[];
  readonly y: Spec;
  /** Width of the axis in px. */
  readonly span: number;
  readonly end: number;
  readonly axis: Spec | null;
  readonly thickness: number;
  readonly fontSize: number;
  readonly colours: Colours;
  /** Colours by `colour`, where bars are told apart by it. */
  readonly scale?: { readonly domain: readonly string[]; readonly range: readonly string[] };
  readonly legend?: Spec | null;
};

/** Bar, interval and number, over one another. */
export const barLayers = (layer: BarLayer): readonly Spec[] => {
  const { rows, y, span, end, axis, thickness, fontSize, colours, scale, legend = null } = layer;
  const across = {
    type: 'quantitative',
    scale: { domain: [0, end], range: [0, span], nice: false, zero: true },
  };
  const words = { field: 'words', type: 'nominal' };
  const sure = rows.filter(({ low, high }) => low < high);
  const interval = (look: Spec): Spec => ({
    data: { values: sure },
    mark: { type: 'rule', aria: false, ...look },
    encoding: { x: { field: 'low', ...across }, x2: { field: 'high' }, ...y },
  });
  return [
    {
      data: { values: rows },
      mark: { type: 'bar', size: thickness, color: colours.accent, ariaRoleDescription: 'bar' },
      encoding: {
        x: { field: 'value', ...across, axis },
        ...y,
        description: words,
        ...(scale === undefined ? {} : { color: { field: 'colour', type: 'nominal', scale, legend } }),
      },
    },
    // On the dark colours that tell models apart a line needs an edge to be seen.
    ...(scale === undefined ? [] : [{ color: colours.halo, strokeWidth: 3, opacity: 0.8 }]).map(interval),
    interval({ color: colours.text, strokeWidth: 1.25 }),
    {
      data: { values: rows },
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4, fontSize, aria: false },
      encoding: { x: { field: 'high', ...across }, ...y, text: { field: 'text', type: 'nominal' } },
    },
  ];
};
