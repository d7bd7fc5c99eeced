import type { Bin, Histogram, HistogramData } from './data.ts';
import type { Spec } from './draw.ts';
import type { Picture } from './frame.ts';
import { gridOf } from './grid.ts';
import { drawable, titlesOf } from './label.ts';
import { logTicks } from './log-axis.ts';
import { type Colours, plainText, smallText } from './theme.ts';

type Unit = { readonly title: string; readonly axis: string; readonly short: string };

/** How long answers took. */
export const latency = (data: HistogramData, colours: Colours): Picture =>
  histogram(data, { title: 'Latency of answers', axis: 'seconds', short: 's' }, colours);

/** How long answers are. */
export const tokens = (data: HistogramData, colours: Colours): Picture =>
  histogram(data, { title: 'Length of answers', axis: 'output tokens', short: 'tokens' }, colours);

/** `0.2`, `25,600` */
const numbers = ',~r';

/** Room for a number below the axis, in px. */
const tickRoom = 38;

/** Largest ratio of the ends of a linear axis. */
const mostLinear = 30;

/** Counts in bins as shares, a panel a model, all with the same axes. */
const histogram = ({ histograms }: HistogramData, unit: Unit, colours: Colours): Picture => {
  const drawn = histograms.filter(({ bins }) => totalOf(bins) > 0);
  if (drawn.length === 0) throw new RangeError(`there is no answer with known ${unit.axis}`);
  const axis = axisOf(drawn);
  const highest = Math.max(...drawn.flatMap(({ bins }) => bins.map(bin => shareOf(bin, totalOf(bins)))));
  const whose = drawn.length === 1 ? ` of ${drawable(drawn[0]?.model ?? '')}` : '';
  const names = drawn.map((_, index) => String(index));
  return {
    title: `${unit.title}${whose}`,
    description: drawn
      .slice(0, 12)
      .map(one => inShort(one, unit))
      .join('; '),
    notes: drawn.some(({ median }) => median !== undefined) ? ['Line: the median.'] : [],
    spec: inner => {
      const grid = gridOf(names, inner, { least: 130, gap: 16, most: drawn.length < 5 ? 2 : 4 });
      const titles = titlesOf(
        drawn.map(({ model }) => model),
        plainText,
        grid.size - 4,
      );
      const height = Math.round(Math.min(220, grid.size * (drawn.length === 1 ? 0.45 : 0.55)));
      return grid.spec((name, first, lowest) => {
        const one = drawn[Number(name)] ?? { model: '', bins: [] };
        return {
          ...(drawn.length === 1 ? {} : { title: { text: titles.get(one.model) ?? '', offset: 12 } }),
          width: grid.size,
          height,
          layer: layersOf(one, { unit, axis, highest, first, lowest, colours, width: grid.size }),
        };
      });
    },
  };
};

type Axis = { readonly scale: Spec; readonly ticks: (width: number) => Spec };

type Look = {
  readonly unit: Unit;
  readonly axis: Axis;
  /** Share of the fullest bin of all, in percent. */
  readonly highest: number;
  readonly first: boolean;
  readonly lowest: boolean;
  readonly colours: Colours;
  readonly width: number;
};

const layersOf = ({ model, bins, median }: Histogram, look: Look): readonly Spec[] => {
  const { unit, axis, highest, first, lowest, colours } = look;
  const total = totalOf(bins);
  const rows = bins
    .filter(({ count }) => count > 0)
    .map(bin => ({
      from: bin.from,
      to: bin.to,
      share: shareOf(bin, total),
      words: `${drawable(model)}: ${bin.count} of ${total} answers from ${said(bin.from)} to ${said(bin.to)} ${unit.short}`,
    }));
  const x = {
    type: 'quantitative',
    scale: axis.scale,
    axis: { title: lowest ? unit.axis : null, grid: false, ...axis.ticks(look.width) },
  };
  return [
    {
      data: { values: rows },
      mark: {
        type: 'rect',
        color: colours.accent,
        stroke: colours.halo,
        strokeWidth: 0.5,
        ariaRoleDescription: 'bar',
      },
      encoding: {
        x: { field: 'from', ...x },
        x2: { field: 'to' },
        y: {
          field: 'share',
          type: 'quantitative',
          scale: { domain: [0, highest * 1.08], nice: false },
          axis: { title: first ? 'answers (%)' : null, tickCount: 4, labels: first },
        },
        y2: { datum: 0 },
        description: { field: 'words', type: 'nominal' },
      },
    },
    ...(median === undefined ? [] : medianLayers(median, unit, x, colours)),
  ];
};

const medianLayers = (median: number, unit: Unit, x: Spec, colours: Colours): readonly Spec[] => {
  const data = { values: [{ median, text: `${said(median)} ${unit.short}` }] };
  return [
    {
      data,
      mark: { type: 'rule', color: colours.text, strokeWidth: 1.25, aria: false },
      encoding: { x: { field: 'median', ...x } },
    },
    {
      data,
      mark: { type: 'text', align: 'center', baseline: 'bottom', dy: -2, fontSize: smallText, aria: false },
      encoding: { x: { field: 'median', ...x }, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
    },
  ];
};

/** One axis for all: with equal steps, or with equal factors where the bins span many and start above 0. */
const axisOf = (histograms: readonly Histogram[]): Axis => {
  const bins = histograms.flatMap(one => one.bins.filter(({ count }) => count > 0));
  const least = Math.min(...bins.map(({ from }) => from));
  const most = Math.max(...bins.map(({ to }) => to));
  if (least > 0 && most / least > mostLinear) {
    return {
      scale: { type: 'log', domain: [least, most], nice: false },
      ticks: width => ({ values: logTicks(least, most, width / tickRoom), format: numbers }),
    };
  }
  return {
    scale: { domain: [Math.min(0, least), most], nice: false, zero: true },
    ticks: width => ({ tickCount: Math.min(6, Math.floor(width / tickRoom)), format: numbers }),
  };
};

const inShort = ({ model, bins, median }: Histogram, unit: Unit): string =>
  `${drawable(model)}: ${totalOf(bins)} answers${median === undefined ? '' : `, median ${said(median)} ${unit.short}`}`;

const totalOf = (bins: readonly Bin[]): number => bins.reduce((sum, { count }) => sum + count, 0);

const shareOf = ({ count }: Bin, total: number): number => Math.round((1e5 * count) / total) / 1e3;

/** Three digits: `0.123`, `12.3`, `1230`. */
const said = (value: number): string =>
  String(value >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
