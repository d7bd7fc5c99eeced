import type { Spec } from './draw.ts';
import { powersOfTwo } from './log-axis.ts';
import { spread } from './spread.ts';
import { textWidth } from './text-width.ts';
import { type Colours, smallText } from './theme.ts';

/** A curve in px and percent, with its name and its place among the names. */
export type Line = {
  readonly name: string;
  readonly place: number;
  readonly rows: readonly LinePoint[];
};

type LinePoint = {
  readonly k: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly words: string;
};

/** What k counts. Trials are drawn by their logarithm, as curves over them flatten; turns are few. */
export type Across = 'trials' | 'turns';

/** Axes of other numbers than percent over a count. */
export type Axes = {
  readonly title: string;
  readonly ticks: readonly number[];
  readonly x: readonly [number, number];
  readonly yTitle: string;
  readonly y: readonly [number, number];
};

export type PanelOptions = {
  /** Curves of all panels, which share their axes. */
  readonly all: readonly Line[];
  readonly title: string;
  readonly width: number;
  readonly bands: boolean;
  /** True where the axis across is named. */
  readonly lowest: boolean;
  readonly across: Across;
  /** Left out: percent over k. */
  readonly axes?: Axes | undefined;
  readonly colours: Colours;
};

/** Height of a name in px, and the piece of line before it. */
const step = 12;
const sampleLength = 16;

/** Room in px in which lines fan out from the ends of curves to their names. */
const fanOf = (names: number): number => (names > 8 ? 36 : 14);

/** Room for the names to the right of the curves, in px. */
export const labelRoom = (names: readonly string[]): number =>
  Math.ceil(Math.max(...names.map(name => textWidth(name, smallText)))) +
  fanOf(names.length) +
  sampleLength +
  8;

const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [7, 3],
  [2, 2],
  [8, 3, 2, 3],
  [12, 4, 4, 4],
];

/** Curves with bands and points; each has its name at its end. */
export const curvePanel = (lines: readonly Line[], options: PanelOptions): Spec => {
  const { all, title, width, bands, lowest, colours } = options;
  const points = all.flatMap(({ rows }) => rows);
  const height = Math.max(Math.round(Math.min(width * 0.62, 300)), 130, lines.length * (step + 1));
  const axes = options.axes ?? percentAxes(points, bands, options.across);
  const domain = axes.y;
  const back = (px: number): number => domain[1] - (px / height) * (domain[1] - domain[0]);
  const ends = lines.flatMap(({ rows }) => rows.at(-1) ?? []);
  const wanted = ends.map(({ value }) => ((domain[1] - value) / (domain[1] - domain[0])) * height);
  const heights = spread(wanted, step, height);
  const names = lines.map((line, index) => ({
    name: line.name,
    end: ends[index]?.value ?? 0,
    k: ends[index]?.k ?? 1,
    at: back(heights[index] ?? 0),
  }));
  const x = {
    field: 'k',
    type: 'quantitative',
    scale: {
      ...(options.axes === undefined ? scales[options.across] : scales.turns),
      ...{ domain: axes.x, range: [0, width], nice: false },
    },
    axis: { title: lowest ? axes.title : null, values: axes.ticks, format: 'd', grid: false },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: {
      ...{ title: axes.yTitle, titleAngle: 0, titleY: -6, titleX: -6, tickCount: 5 },
      titleAlign: axes.yTitle.length > 1 ? 'left' : 'right',
    },
  });
  const colour = scaleOf(all, place => colours.series[place % colours.series.length] ?? colours.accent);
  const dash = scaleOf(all, place => dashes[Math.floor(place / colours.series.length) % dashes.length] ?? []);
  const rows = lines.flatMap(line => line.rows.map(row => ({ ...row, name: line.name })));
  const series = { color: { field: 'name', type: 'nominal', scale: colour, legend: null } };
  const dashed = { strokeDash: { field: 'name', type: 'nominal', scale: dash, legend: null } };
  return {
    ...(title === '' ? {} : { title: { text: title, offset: 8 } }),
    width,
    height,
    layer: [
      ...(bands
        ? [
            {
              data: { values: rows },
              mark: { type: 'area', opacity: 0.16, aria: false },
              encoding: { x, y: y('low'), y2: { field: 'high' }, ...series },
            },
          ]
        : []),
      {
        data: { values: rows },
        mark: { type: 'line', strokeWidth: 1.75, aria: false },
        encoding: {
          x,
          y: y('value'),
          ...series,
          ...dashed,
        },
      },
      {
        data: { values: rows },
        mark: { type: 'point', filled: true, size: 22, opacity: 1, ariaRoleDescription: 'point' },
        encoding: { x, y: y('value'), ...series, description: { field: 'words', type: 'nominal' } },
      },
      ...nameLayers(names, { x, y, series, dashed, width, fan: fanOf(dash.domain.length) }),
    ],
  };
};

type EndName = { readonly name: string; readonly end: number; readonly k: number; readonly at: number };

type NameLook = {
  readonly x: Spec;
  readonly y: (field: string) => Spec;
  readonly series: Spec;
  readonly dashed: Spec;
  readonly width: number;
  readonly fan: number;
};

/** From the end of each curve a thin line to a piece of the curve's own, and its name. */
const nameLayers = (names: readonly EndName[], look: NameLook): readonly Spec[] => {
  const { x, y, series, dashed, width, fan } = look;
  const from = { value: width + fan };
  return [
    {
      data: { values: names },
      mark: { type: 'rule', strokeWidth: 0.7, opacity: 0.6, aria: false },
      encoding: { x, y: y('end'), x2: from, y2: { field: 'at' }, ...series },
    },
    {
      data: { values: names },
      mark: { type: 'rule', strokeWidth: 1.75, aria: false },
      encoding: { x: from, x2: { value: width + fan + sampleLength }, y: y('at'), ...series, ...dashed },
    },
    {
      data: { values: names },
      mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: smallText, aria: false },
      encoding: {
        x: { value: width + fan + sampleLength + 4 },
        y: y('at'),
        text: { field: 'name', type: 'nominal' },
      },
    },
  ];
};

const scaleOf = <T>(lines: readonly Line[], look: (place: number) => T) => {
  const places = new Map(lines.map(({ name, place }) => [name, place]));
  return { domain: [...places.keys()], range: [...places.values()].map(look) };
};

/** Powers of two, and the last k where none is near it. */
function kTicks(most: number): readonly number[] {
  const powers = powersOfTwo(most);
  const last = powers.at(-1) ?? 1;
  return most / last > 1.3 ? [...powers, most] : [...powers.slice(0, -1), most];
}

/** Every turn, or every second, fifth, … where they are many. */
function turnTicks(most: number): readonly number[] {
  const step = [1, 2, 5, 10, 20].find(one => most / one <= 12) ?? 20;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => Math.max(1, place * step));
  return [...new Set([1, ...ticks])];
}

const scales = { trials: { type: 'log', base: 2 }, turns: { type: 'linear', zero: false } } as const;
const ticksOf = { trials: kTicks, turns: turnTicks } as const;

const percentAxes = (points: readonly LinePoint[], bands: boolean, across: Across): Axes => {
  const most = Math.max(...points.map(({ k }) => k));
  return {
    ...{ title: `k (${across})`, ticks: ticksOf[across](most), x: [1, most] },
    ...{ yTitle: '%', y: valueDomain(points, bands) },
  };
};

/** What the curves, and their bands where drawn, span, with some room. */
const valueDomain = (points: readonly LinePoint[], bands: boolean): readonly [number, number] => {
  const least = Math.min(...points.map(({ low, value }) => (bands ? low : value)));
  const most = Math.max(...points.map(({ high, value }) => (bands ? high : value)));
  const room = Math.max(1, (most - least) * 0.05);
  return [Math.max(0, Math.floor(least - room)), Math.min(100, Math.ceil(most + room))];
};
