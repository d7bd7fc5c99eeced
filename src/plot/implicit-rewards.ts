import { type Axes, curvePanel, type Line, labelRoom } from './curve-panel.ts';
import type { Estimate, ImplicitRewardsData, RewardPanel, RewardPoint } from './data.ts';
import type { Spec } from './draw.ts';
import type { Picture } from './frame.ts';
import { drawable, titlesOf } from './label.ts';
import { type Colours, plainText } from './theme.ts';

const names = ['chosen', 'rejected', 'margin'] as const;
/** Wide enough for so many panels beside each other. */
const wideFor = [0, 560, 900];

/**
 * Chosen, rejected and margin over the checkpoints, a panel for each way to train: the paper's Figure 5. All panels share
 * their axes; a line marks 0, which every reward starts from.
 * @throws RangeError where no panel has two checkpoints
 */
export const implicitRewards = (data: ImplicitRewardsData, colours: Colours, width: number): Picture => {
  const panels = data.panels.filter(({ points }) => points.length > 1);
  if (panels.length === 0) throw new RangeError('there is no curve: it takes two checkpoints or more');
  const drawn = panels.map(panel => ({ name: panel.name, lines: linesOf(panel) }));
  const all = drawn.flatMap(({ lines }) => lines);
  const axes = axesOf(data, panels);
  const columns = Math.min(panels.length, wideFor.filter(least => width >= least).length);
  const bands = panels.some(({ points }) => points.some(({ chosen }) => chosen.ci95 !== null));
  return {
    title: 'Implicit rewards over checkpoints',
    description: panels.map(inShort).join(' '),
    notes: [
      ...(bands ? ['Bands: 95 % intervals of the means.'] : []),
      ...(axes.title === 'checkpoint, in order' ? [orderNote(panels)] : []),
    ],
    spec: inner => {
      const gap = 24;
      const size = Math.floor((inner - gap * (columns - 1)) / columns) - labelRoom([...names]);
      const titles = titlesOf(
        drawn.map(({ name }) => name),
        plainText,
        Math.max(60, size),
      );
      const rows = Array.from({ length: Math.ceil(drawn.length / columns) }, (_, row) =>
        drawn.slice(row * columns, (row + 1) * columns),
      );
      return {
        spacing: 16,
        vconcat: rows.map(row => ({
          spacing: gap,
          hconcat: row.map(({ name, lines }) =>
            withZero(
              curvePanel(lines, {
                ...{ all, axes, bands, colours, lowest: true, across: 'turns' },
                title: name === '' ? '' : (titles.get(name) ?? ''),
                width: Math.max(60, size),
              }),
              axes,
              colours,
            ),
          ),
        })),
      };
    },
  };
};

const linesOf = ({ name, points }: RewardPanel): readonly Line[] =>
  names.map((curve, place) => ({
    name: curve,
    place,
    rows: points.map(point => {
      const { value, ci95 } = point[curve];
      return {
        ...{ k: point.x, value, low: ci95?.[0] ?? value, high: ci95?.[1] ?? value },
        words: [drawable(name), `${curve} at ${drawable(point.checkpoint)}: ${said(point[curve])}`]
          .filter(text => text !== '')
          .join(', '),
      };
    }),
  }));

const axesOf = ({ across }: ImplicitRewardsData, panels: readonly RewardPanel[]): Axes => {
  const points = panels.flatMap(panel => panel.points);
  const at = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const ends = points.flatMap(point =>
    names.flatMap(name => [point[name].value, ...(point[name].ci95 ?? [])]),
  );
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (most - least) * 0.05 || 1;
  return {
    ...{ title: drawable(across), ticks: spaced(at), x: [at[0] ?? 0, at.at(-1) ?? 1] },
    ...{ yTitle: 'mean reward', y: [least - room, most + room] },
  };
};

/** So many of the places that their labels do not meet: the first, the last, and those between by equal distance. */
const spaced = (places: readonly number[]): readonly number[] => {
  const [first = 0, last = 1] = [places[0], places.at(-1)];
  const least = (last - first) / 6;
  const kept: number[] = [];
  for (const place of places)
    if (place - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= least) kept.push(place);
  return kept.at(-1) === last ? kept : [...kept.slice(0, kept.length > 1 ? -1 : 1), last];
};

const withZero = (panel: Spec, { x, y }: Axes, { muted }: Colours): Spec => ({
  ...panel,
  layer: [
    {
      data: { values: [{ from: x[0], to: x[1], zero: 0 }] },
      // Where the grid has its line: between two rows of dots.
      mark: { type: 'rule', color: muted, strokeWidth: 1, yOffset: 0.5, aria: false },
      encoding: {
        x: { field: 'from', type: 'quantitative' },
        x2: { field: 'to' },
        y: { field: 'zero', type: 'quantitative', scale: { domain: y } },
      },
    },
    ...(panel.layer as readonly Spec[]),
  ],
});

const said = ({ value, ci95 }: Estimate): string =>
  ci95 === null
    ? value.toPrecision(3)
    : `${value.toPrecision(3)}, 95 % interval ${ci95[0].toPrecision(3)} to ${ci95[1].toPrecision(3)}`;

const inShort = ({ name, points }: RewardPanel): string => {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const curve = (one: (typeof names)[number]): string =>
    `${one} from ${first[one].value.toPrecision(3)} to ${last[one].value.toPrecision(3)}`;
  return `${drawable(name) || 'Rewards'} from ${drawable(first.checkpoint)} to ${drawable(last.checkpoint)}: ${names.map(curve).join(', ')}.`;
};

const orderNote = (panels: readonly RewardPanel[]): string =>
  panels
    .map(({ points }) =>
      points.map(({ x, checkpoint }: RewardPoint) => `${x} ${drawable(checkpoint)}`).join(', '),
    )
    .join('; ');
