import type { Estimate, ScatterData } from './data.ts';
import type { Spec } from './draw.ts';
import type { Picture } from './frame.ts';
import { drawable, labelsOf } from './label.ts';
import { topLegend } from './legend.ts';
import { intervalNote, inWords, percentOf, unique } from './numbers.ts';
import { type Named, type Placed, placeLabels } from './place-labels.ts';
import { type Colours, smallText } from './theme.ts';

/** Height of the plot for its width: the paper's figures are as flat as that. */
const flatness = 0.68;

const radius = 3.5;

/** A point a model, each with its name beside it. */
export const scatter = ({ x, y, points }: ScatterData, colours: Colours, width: number): Picture => {
  if (points.length === 0) throw new RangeError('there is no model with both numbers');
  const across = axisOf(
    x,
    points.map(point => point.x),
  );
  const up = axisOf(
    y,
    points.map(point => point.y),
  );
  const names = labelsOf(
    points.map(({ model }) => model),
    smallText,
    width * 0.3,
  );
  const kinds = unique(points.map(({ kind = '' }) => kind)).map(name => drawable(name));
  const rows = points.map(point => ({
    name: names.get(point.model) ?? '',
    kind: drawable(point.kind ?? ''),
    x: percentOf(point.x.value),
    y: percentOf(point.y.value),
    ...betweenX(point.x),
    ...betweenY(point.y),
    words: `${drawable(point.model)}: ${across.name} ${inWords(point.x)}; ${up.name} ${inWords(point.y)}`,
  }));
  return {
    title: `${up.name} against ${across.name}`,
    description: `${points.length} models.`,
    notes: intervalNote(points.flatMap(point => [point.x, point.y])),
    spec: inner => {
      const height = Math.round(inner * flatness);
      const labels = placeLabels(
        rows.map(row => onPlot(row, across, up, inner, height)),
        { width: inner, height, fontSize: smallText, radius },
      );
      return {
        width: inner,
        height,
        layer: [
          ...intervalLayers(rows, across, up, colours),
          ...nameLayers(labels, across, up, inner, height, colours),
          {
            data: { values: rows },
            mark: {
              type: 'point',
              filled: true,
              size: 4 * radius * radius,
              opacity: 1,
              ariaRoleDescription: 'point',
            },
            encoding: {
              ...position(across, up),
              color: kindColour(kinds, colours, width),
              shape: kindShape(kinds, width),
              description: { field: 'words', type: 'nominal' },
            },
          },
        ],
      };
    },
  };
};

type Row = { readonly name: string; readonly x: number; readonly y: number } & Between<'x'> & Between<'y'>;

type Between<A extends 'x' | 'y'> = { readonly [End in `${A}low` | `${A}high`]: number };

/** A point and its intervals in px. */
const onPlot = (row: Row, across: Axis, up: Axis, width: number, height: number): Named => {
  const spot = (x: number, y: number) => ({ x: across.px(x, width), y: height - up.px(y, height) });
  return {
    name: row.name,
    ...spot(row.x, row.y),
    lines: [
      { from: spot(row.xlow, row.y), to: spot(row.xhigh, row.y) },
      { from: spot(row.x, row.ylow), to: spot(row.x, row.yhigh) },
    ],
  };
};

type Axis = {
  readonly name: string;
  readonly domain: readonly [number, number];
  /** Of a percentage, from the start of the axis. */
  readonly px: (percent: number, length: number) => number;
  readonly back: (px: number, length: number) => number;
};

/** An axis that holds the numbers and their intervals, with some room around: points are compared, not lengths. */
const axisOf = (text: string, estimates: readonly Estimate[]): Axis => {
  const ends = estimates.flatMap(({ value, ci95 }) => [value, ...(ci95 ?? [])]).map(percentOf);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.max(2, (most - least) * 0.06);
  const domain = [Math.max(-1, least - room), Math.min(101, most + room)] as const;
  const length = domain[1] - domain[0];
  return {
    name: drawable(text),
    domain,
    px: (percent, size) => ((percent - domain[0]) / length) * size,
    back: (px, size) => Math.round((domain[0] + (px / size) * length) * 1e3) / 1e3,
  };
};

const betweenX = ({ value, ci95 }: Estimate): Between<'x'> => ({
  xlow: percentOf(ci95?.[0] ?? value),
  xhigh: percentOf(ci95?.[1] ?? value),
});

const betweenY = ({ value, ci95 }: Estimate): Between<'y'> => ({
  ylow: percentOf(ci95?.[0] ?? value),
  yhigh: percentOf(ci95?.[1] ?? value),
});

const scaleOf = ({ domain }: Axis): Spec => ({ scale: { domain, nice: false, zero: false } });

const position = (across: Axis, up: Axis, x = 'x', y = 'y'): Spec => ({
  x: {
    field: x,
    type: 'quantitative',
    ...scaleOf(across),
    axis: { title: `${across.name} (%)`, tickCount: 6 },
  },
  y: { field: y, type: 'quantitative', ...scaleOf(up), axis: { title: `${up.name} (%)`, tickCount: 6 } },
});

const intervalLayers = (rows: readonly Spec[], across: Axis, up: Axis, { muted }: Colours): readonly Spec[] =>
  (['x', 'y'] as const).map(axis => ({
    data: { values: rows.filter(row => row[`${axis}low`] !== row[`${axis}high`]) },
    mark: { type: 'rule', color: muted, opacity: 0.3, strokeWidth: 1, aria: false },
    encoding: {
      ...position(across, up, axis === 'x' ? 'xlow' : 'x', axis === 'y' ? 'ylow' : 'y'),
      [`${axis}2`]: { field: `${axis}high` },
    },
  }));

const nameLayers = (
  labels: readonly Placed[],
  across: Axis,
  up: Axis,
  width: number,
  height: number,
  { text, muted, halo }: Colours,
): readonly Spec[] => {
  const at = (x: number, y: number) => ({ x: across.back(x, width), y: up.back(height - y, height) });
  const lines = labels.flatMap(({ x, y, lineEnd }) => {
    if (lineEnd === null) return [];
    const end = at(lineEnd.x, lineEnd.y);
    return [{ ...at(x, y), endx: end.x, endy: end.y }];
  });
  return [
    {
      data: { values: lines },
      mark: { type: 'rule', color: muted, strokeWidth: 0.7, aria: false },
      encoding: { ...position(across, up), x2: { field: 'endx' }, y2: { field: 'endy' } },
    },
    // Twice: the light around the letters first, so that lines do not strike them through.
    ...[{ stroke: halo, strokeWidth: 3, strokeJoin: 'round', color: halo }, { color: text }].map(look => ({
      data: { values: labels.map(({ name, left, middle }) => ({ name, ...at(left, middle) })) },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'middle',
        fontSize: smallText,
        aria: false,
        ...look,
      },
      encoding: { ...position(across, up), text: { field: 'name', type: 'nominal' } },
    })),
  ];
};

const shapes = ['circle', 'diamond', 'square', 'triangle-up', 'cross', 'triangle-down'];

const kindColour = (kinds: readonly string[], { series }: Colours, width: number): Spec => ({
  field: 'kind',
  type: 'nominal',
  scale: { domain: kinds, range: kinds.map((_, index) => series[index % series.length]) },
  legend: kinds.length < 2 ? null : topLegend(kinds, width),
});

const kindShape = (kinds: readonly string[], width: number): Spec => ({
  field: 'kind',
  type: 'nominal',
  scale: { domain: kinds, range: kinds.map((_, index) => shapes[index % shapes.length]) },
  legend: kinds.length < 2 ? null : topLegend(kinds, width),
});
