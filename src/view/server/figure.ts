import { EurusError, messageOf } from '../../core/index.ts';
import { type FigureName, figure, figureNames, histogramsOf } from '../../plot/index.ts';
import type { RunRecord } from '../../record/index.ts';
import type { FigureAsk, RunPage } from '../api.ts';
import { type FigureTheme, figuresOf, figureThemes, figureWidth } from '../figures.ts';
import type { Library } from './library.ts';
import { Refusal } from './refusal.ts';

/**
 * Draws what stands in the summary of a run, as the command `plot` does.
 * @throws EurusError `USAGE` where there is nothing to draw
 */
export type DrawFigure = (asked: {
  readonly name: FigureName;
  readonly run: RunRecord;
  /** `gsm8k.cot` or `gsm8k.cot.strict`; null: all. */
  readonly benchmark: string | null;
  readonly by: string | null;
  readonly theme: FigureTheme;
}) => Promise<string>;

/** Figures that were drawn last. */
export type Figures = {
  /** What can be drawn of a run. */
  of(page: RunPage): readonly FigureAsk[];
  draw(ask: FigureAsk, theme: FigureTheme): Promise<string>;
};

const keptFigures = 100;

/** @param drawSummary null: only what records tell is drawn */
export const openFigures = (library: Library, drawSummary: DrawFigure | null): Figures => {
  const kept = new Map<string, Promise<string>>();
  const states = stateNames();
  const drawn = async (ask: FigureAsk, theme: FigureTheme, run: RunRecord): Promise<string> => {
    if (isOfRecords(ask.name)) return histogram(library, ask, ask.name, theme);
    if (drawSummary === null) throw new Refusal(404, 'such figures are not drawn here');
    const benchmark = [ask.task, ask.grader].filter(name => name !== undefined).join('.') || null;
    return drawSummary({ name: ask.name, run, benchmark, by: ask.by ?? null, theme });
  };
  return {
    of: page => figuresOf(page).filter(({ name }) => drawSummary !== null || isOfRecords(name)),
    draw: async (ask, theme) => {
      const run = await library.run(ask.run);
      const version = ask.task === undefined ? 0 : (await library.task(ask.run, ask.task)).index.version();
      const key = JSON.stringify([ask, theme, states(run), version]);
      const found = kept.get(key) ?? drawn(ask, theme, run).catch(refuse);
      kept.delete(key);
      kept.set(key, found);
      found.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > keptFigures && oldest !== undefined) kept.delete(oldest);
      return found;
    },
  };
};

const isOfRecords = (name: FigureName): name is 'latency' | 'tokens' =>
  name === 'latency' || name === 'tokens';

/** Runs are opened anew when their summary has changed: each opened one has a number of its own. */
const stateNames = (): ((run: RunRecord) => number) => {
  const numbers = new WeakMap<RunRecord, number>();
  let last = 0;
  return run => {
    const known = numbers.get(run);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(run, last);
    return last;
  };
};

const refuse = (thrown: unknown): never => {
  if (thrown instanceof RangeError || (thrown instanceof EurusError && thrown.code === 'USAGE')) {
    throw new Refusal(404, messageOf(thrown));
  }
  throw thrown;
};

/** For so long it is waited for the completions of a task. */
const patienceMs = 30_000;

/** In seconds and in tokens: what smaller values count as. */
const least = { latency: 0.001, tokens: 1 } as const;

const inWords = (words: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${figureWidth}" height="34" viewBox="0 0 ${figureWidth} 34" role="img" aria-label="${words}"><text x="8" y="22" fill="#808080" font-family="sans-serif" font-size="13">${words}</text></svg>`;

/** Recorded answers often say nothing of it, which only their records tell. */
const nothingKnown = {
  latency: inWords('How long these answers took is not known.'),
  tokens: inWords('How many tokens these answers have is not known.'),
} as const;

const histogram = async (
  library: Library,
  { run, task = '' }: FigureAsk,
  name: 'latency' | 'tokens',
  theme: FigureTheme,
): Promise<string> => {
  const open = await library.task(run, task);
  await open.index.until(() => false, patienceMs);
  const values = open.index.measured(name).map(value => (name === 'latency' ? value / 1000 : value));
  const { model } = open.run.manifest.identity;
  const histograms = histogramsOf([{ model, values }], least[name]);
  if (histograms.length === 0) return nothingKnown[name];
  return figure(name, { histograms, notes: [`Answers to ${task}.`] }, { theme, width: figureWidth });
};

/** `GET figure.svg?name=&run=…` as `figurePath` writes it. */
export const figureAsked = (
  parameters: URLSearchParams,
): { readonly ask: FigureAsk; readonly theme: FigureTheme } => {
  const name = figureNames.find(known => known === parameters.get('name'));
  const theme = figureThemes.find(known => known === (parameters.get('theme') ?? 'light'));
  const run = parameters.get('run');
  if (name === undefined) throw new Refusal(404, 'there is no such figure');
  if (theme === undefined) throw new Refusal(400, 'theme is light or dark');
  if (run === null) throw new Refusal(400, 'run is missing in the address');
  const more = (['task', 'grader', 'by'] as const).flatMap(field => {
    const value = parameters.get(field);
    return value === null ? [] : [[field, value] as const];
  });
  return { ask: { name, run, ...Object.fromEntries(more) }, theme };
};
