import type { FigureData, FigureName } from './data.ts';
import type { Picture } from './frame.ts';
import type { Colours, Theme } from './theme.ts';

export { histogramsOf, type Values } from './bins.ts';
export type * from './data.ts';
export { png } from './png.ts';
export { type Theme, themes } from './theme.ts';

export type FigureOptions = {
  /** Left out: `light`. */
  readonly theme?: Theme;
  /** Of the whole figure, in px of 1/96 inch; left out: 640. Narrow figures get as wide as their names need. */
  readonly width?: number;
  /** True leaves the page behind the figure visible, whatever the theme. */
  readonly transparent?: boolean;
};

type Draw<Data> = (data: Data, colours: Colours, width: number) => Picture;

type Entry<Name extends FigureName> = {
  /** What it shows, in a line. */
  readonly about: string;
  readonly load: () => Promise<Draw<FigureData[Name]>>;
};

const figures: { readonly [Name in FigureName]: Entry<Name> } = {
  leaderboard: {
    about: 'bars with 95 % intervals: models on one benchmark, on several, or their mean',
    load: async () => (await import('./leaderboard.ts')).leaderboard,
  },
  scatter: {
    about: 'one benchmark against another, a point a model',
    load: async () => (await import('./scatter.ts')).scatter,
  },
  curves: {
    about: 'pass@k, pass^k, maj@k and best@k over the number of trials, with 95 % bands',
    load: async () => (await import('./curves.ts')).curves,
  },
  'success-at-turn': {
    about: 'success rate over the number of turns: runs of k turns, and one run by its turn k',
    load: async () => (await import('./curves.ts')).successAtTurn,
  },
  'implicit-rewards': {
    about: 'rewards of chosen and rejected answers over checkpoints, from pairs --policy',
    load: async () => (await import('./implicit-rewards.ts')).implicitRewards,
  },
  groups: {
    about: 'accuracy by level, subject, task or another part of a benchmark',
    load: async () => (await import('./groups.ts')).groups,
  },
  verdicts: {
    about: 'how trials ended: correct, incorrect, no answer, unscored',
    load: async () => (await import('./verdicts.ts')).verdicts,
  },
  latency: {
    about: 'how long answers took',
    load: async () => (await import('./histogram.ts')).latency,
  },
  tokens: {
    about: 'how long answers are, in output tokens',
    load: async () => (await import('./histogram.ts')).tokens,
  },
};

/** Every figure, in the order of the help, with a line on what it shows. */
export const figureNames = Object.keys(figures) as readonly FigureName[];
export const aboutFigure = (name: FigureName): string => figures[name].about;

const defaultWidth = 640;

/**
 * A figure as SVG: text stays text, equal data give equal bytes. The plotting library is loaded with the first one.
 * @throws RangeError where there is nothing to draw
 */
export const figure = async <Name extends FigureName>(
  name: Name,
  data: FigureData[Name],
  { theme = 'light', width = defaultWidth, transparent = false }: FigureOptions = {},
): Promise<string> => {
  const [{ framed }, { coloursOf, standIns }, drawn] = await Promise.all([
    import('./frame.ts'),
    import('./theme.ts'),
    figures[name].load(),
  ]);
  const colours = { ...coloursOf(theme), ...(transparent ? { background: null } : {}) };
  return framed(drawn(data, standIns, width), data, width, colours);
};
