import { type Across, curvePanel, type Line, labelRoom } from './curve-panel.ts';
import type { Curve, CurvesData } from './data.ts';
import type { Picture } from './frame.ts';
import { drawable, labelsOf } from './label.ts';
import { inWords, percentOf, unique } from './numbers.ts';
import { type Colours, smallText } from './theme.ts';

/** Most curves in a panel that have bands: more would lie over one another. */
const mostBands = 6;

/** Most points of a curve that are drawn: at the powers of the fourth root of 2, and the last. */
const mostPoints = 24;

/** Metrics over the number of trials. */
export const curves = (data: CurvesData, colours: Colours, width: number): Picture =>
  curvesOver('trials', data, colours, width);

/** Success rates over the number of turns. */
export const successAtTurn = (data: CurvesData, colours: Colours, width: number): Picture =>
  curvesOver('turns', data, colours, width);

const lacking: Readonly<Record<Across, string>> = {
  trials: 'there is no curve: it takes more than one trial a sample',
  turns: 'there is no curve: it takes runs with several numbers of turns, or one with more than one turn',
};

/**
 * Curves over k. Those of one model share a panel, a colour a metric; those of several have a panel a metric, a colour
 * and a dash a model.
 * @throws RangeError where no curve has two points
 */
const curvesOver = (
  across: Across,
  { benchmark, curves: all }: CurvesData,
  colours: Colours,
  width: number,
): Picture => {
  const drawn = all.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) throw new RangeError(lacking[across]);
  const models = unique(drawn.map(({ model }) => model));
  const metrics = unique(drawn.map(({ metric }) => metric));
  const alone = models.length === 1;
  const panels = alone ? [''] : metrics;
  const columns = panels.length > 1 && models.length <= mostBands && width >= 560 ? 2 : 1;
  const names = labelsOf(alone ? metrics : models, smallText, (width / columns) * 0.3);
  const places = new Map([...names.keys()].map((name, place) => [name, place]));
  const lines = drawn.map((curve): Line & { readonly panel: string } => {
    const key = alone ? curve.metric : curve.model;
    return {
      panel: alone ? '' : curve.metric,
      name: names.get(key) ?? '',
      place: places.get(key) ?? 0,
      rows: thinned(curve.points).map(point => ({
        k: point.k,
        value: percentOf(point.value),
        low: percentOf(point.ci95?.[0] ?? point.value),
        high: percentOf(point.ci95?.[1] ?? point.value),
        words: `${drawable(curve.model)}, ${drawable(curve.metric)} at k = ${point.k}: ${inWords(point)}`,
      })),
    };
  });
  const bands = drawn.some(({ points }) => points.some(({ ci95 }) => ci95 !== null));
  const crowded = names.size > mostBands;
  const what = across === 'turns' ? 'success' : metrics.map(name => drawable(name)).join(', ');
  const whose = alone ? `${drawable(models[0] ?? '')} on ` : '';
  return {
    title: `${whose}${drawable(benchmark)}: ${what} over the number of ${across}`,
    description: `${drawn.length} curves: ${drawn.slice(0, 12).map(inShort).join('; ')}.`,
    notes: !bands
      ? []
      : [
          crowded
            ? `95 % intervals are left out: ${names.size} curves in a panel.`
            : 'Bands: 95 % intervals.',
        ],
    spec: inner => {
      const room = labelRoom([...names.values()]);
      const gap = 24;
      const size = Math.floor((inner - gap * (columns - 1)) / columns) - room;
      const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
        panels.slice(row * columns, (row + 1) * columns),
      );
      return {
        spacing: 16,
        vconcat: rows.map((row, at) => ({
          spacing: gap,
          hconcat: row.map(panel =>
            curvePanel(
              lines.filter(line => line.panel === panel),
              {
                all: lines,
                title: panels.length === 1 ? '' : drawable(panel),
                width: Math.max(60, size),
                bands: bands && !crowded,
                lowest: at === rows.length - 1,
                across,
                colours,
              },
            ),
          ),
        })),
      };
    },
  };
};

const inShort = ({ model, metric, points }: Curve): string => {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${drawable(model)} ${drawable(metric)} from ${inWords(first)} at ${first.k} to ${inWords(last)} at ${last.k}`;
};

const thinned = (points: Curve['points']): Curve['points'] => {
  if (points.length <= mostPoints) return points;
  const last = points.at(-1)?.k ?? 1;
  const wanted = new Set([last]);
  for (let step = 0; 2 ** (step / 4) <= last; step += 1) wanted.add(Math.round(2 ** (step / 4)));
  return points.filter(({ k }) => wanted.has(k));
};
