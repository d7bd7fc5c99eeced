import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { EurusError } from '../core/index.ts';
import { type FigureName, figure, figureNames, png } from '../plot/index.ts';
import { publishedTable } from '../published/index.ts';
import type { TableRow } from '../report/index.ts';
import { parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import type { Board } from './figures/board.ts';
import { leaderboardOf, scatterOf } from './figures/from-board.ts';
import { curvesOf, groupsOf, verdictsOf } from './figures/from-cells.ts';
import { runBoard } from './figures/run-board.ts';
import { figureCells } from './figures/run-cells.ts';
import { fileProblem } from './file-problem.ts';
import { nearest } from './nearest.ts';
import { resultsRoot } from './paths.ts';
import { type PlotArguments, plotCommandLine } from './plot-options.ts';
import { readRows } from './run-rows.ts';
import type { Terminal } from './terminal.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(plotCommandLine(argv)), terminal);
  if (args === null) return 0;
  const name = figureCalled(args.figure);
  const format = formatOf(args.out);
  const svg = name === 'implicit-rewards' ? await ofPairs(args) : await ofRuns(name, args, terminal);
  if (args.out === undefined) {
    terminal.print(svg);
    return 0;
  }
  const bytes = format === 'png' ? await png(svg, args.scale) : `${svg}\n`;
  await writeFile(args.out, bytes).catch(error => {
    throw new EurusError('USAGE', `--out ${args.out} cannot be written: ${fileProblem(error)}.`);
  });
  terminal.note(`Drawn: ${args.out}`);
  return 0;
};

const ofRuns = async (name: FigureName, args: PlotArguments, terminal: Terminal): Promise<string> => {
  const rows = await rowsOf(name, args, terminal);
  if (rows.length === 0 && !args.published) {
    throw new EurusError('USAGE', 'None of these runs has numbers yet: there is nothing to draw.');
  }
  return drawn(name, args, rows);
};

/** Preference pairs are no run: their numbers stand in folders of their own. */
const ofPairs = async ({ _: paths, theme, width, title }: PlotArguments): Promise<string> => {
  const { implicitRewardsOf } = await import('./figures/implicit-rewards.ts');
  const data = await implicitRewardsOf(paths.map(String));
  return figure(
    'implicit-rewards',
    { ...data, ...(title === undefined ? {} : { title }) },
    look({ theme, width }),
  );
};

const figureCalled = (word: string | undefined): FigureName => {
  const found = figureNames.find(name => name === word);
  if (found !== undefined) return found;
  const guess = word === undefined ? null : nearest(word, [...figureNames]);
  throw new EurusError(
    'USAGE',
    word === undefined ? '--figure says what to draw, and is missing.' : `There is no figure "${word}".`,
    { hint: `${guess ? `Did you mean ${guess}? ` : ''}Figures: ${figureNames.join(', ')}.` },
  );
};

const formatOf = (out: string | undefined): 'svg' | 'png' => {
  const ending = out === undefined ? '.svg' : extname(out).toLowerCase();
  if (ending === '.svg') return 'svg';
  if (ending === '.png') return 'png';
  throw new EurusError('USAGE', `--out ${out} ends neither in .svg nor in .png.`, {
    hint: 'LaTeX takes PDF: rsvg-convert -f pdf FILE.svg, or Inkscape, makes one of an SVG.',
  });
};

const rowsOf = async (
  name: FigureName,
  { _: paths, results, published }: PlotArguments,
  terminal: Terminal,
): Promise<readonly TableRow[]> => {
  if (published && name !== 'leaderboard' && name !== 'scatter') {
    throw new EurusError(
      'USAGE',
      `--published has nothing for the figure ${name}: a table was printed, no more.`,
      {
        hint: 'leaderboard and scatter draw it.',
      },
    );
  }
  const named = paths.map(String);
  return readRows(named.length > 0 ? named : [resultsRoot(results)], terminal).catch(error => {
    // The paper's rows stand by themselves where no run was named.
    if (published && named.length === 0 && error instanceof EurusError && error.code === 'USAGE') return [];
    throw error;
  });
};

/** What a figure follows from, besides the runs. */
export type FigureChoice = Partial<
  Pick<PlotArguments, 'theme' | 'width' | 'title' | 'benchmark' | 'grader' | 'metric' | 'by' | 'published'>
>;

export const drawn = async (
  name: FigureName,
  args: FigureChoice,
  rows: readonly TableRow[],
): Promise<string> => {
  const { title } = args;
  const looks = look(args);
  const titled = title === undefined ? {} : { title };
  const cells = () => figureCells(rows, { benchmarks: args.benchmark, graders: args.grader });
  switch (name) {
    case 'leaderboard':
      return figure(name, { ...leaderboardOf(await boardOf(name, args, rows)), ...titled }, looks);
    case 'scatter':
      return figure(name, { ...scatterOf(await boardOf(name, args, rows)), ...titled }, looks);
    case 'groups':
      return figure(name, { ...groupsOf(cells(), metricOf(args), args.by), ...titled }, looks);
    case 'curves':
      return figure(name, { ...curvesOf(cells(), args.metric), ...titled }, looks);
    case 'success-at-turn': {
      const { successAtTurnOf } = await import('./figures/success-at-turn.ts');
      const choice = { benchmarks: args.benchmark, graders: args.grader };
      return figure(name, { ...successAtTurnOf(rows, choice, args.by), ...titled }, looks);
    }
    case 'implicit-rewards':
      throw new EurusError('USAGE', 'The figure implicit-rewards is not drawn from runs.', {
        hint: 'eurus-eval plot DIR --figure implicit-rewards, with a DIR of eurus-eval pairs',
      });
    case 'verdicts':
      return figure(name, { ...verdictsOf(cells()), ...titled }, looks);
    default: {
      const { answersOf } = await import('./figures/from-answers.ts');
      return figure(name, { ...(await answersOf(cells(), name)), ...titled }, looks);
    }
  }
};

const look = ({ theme, width }: FigureChoice) => ({
  ...(theme === undefined ? {} : { theme }),
  ...(width === undefined ? {} : { width }),
});

const metricOf = ({ metric }: FigureChoice): string => {
  const [only = 'pass@1'] = metric ?? [];
  if ((metric?.length ?? 0) > 1)
    throw new EurusError('USAGE', '--metric takes one here; curves takes several.');
  return only;
};

/** The two challenging tests that the paper's Figure 1 sets against each other. */
const paperPair = ['LeetCode', 'TheoremQA'];

const boardOf = async (
  name: 'leaderboard' | 'scatter',
  args: FigureChoice,
  rows: readonly TableRow[],
): Promise<Board> => {
  if (!args.published) {
    return runBoard(rows, metricOf(args), { benchmarks: args.benchmark, graders: args.grader });
  }
  // It knows every benchmark; runs alone need none.
  const { paperBoard } = await import('./figures/paper-board.ts');
  const wanted = args.benchmark ?? (name === 'scatter' ? paperPair : undefined);
  return paperBoard(rows, metricOf(args), await publishedTable('table-3'), wanted);
};
