import { aboutFigure, figureNames, themes } from '../plot/index.ts';
import { commandLine, numberBetween, oneOf, oneText, textList, wholeNumber } from './arguments.ts';

/** Narrowest and widest figure in px. */
const [narrowest, widest] = [240, 4000];

const figuresHelp = ['Figures:', ...figureNames.map(name => `  ${name.padEnd(17)}${aboutFigure(name)}`)].join(
  '\n',
);

/** The parser of `plot`, with every flag. */
export const plotCommandLine = (argv: readonly string[]) =>
  commandLine('plot [PATH…] --figure NAME [OPTIONS]', argv)
    .option('figure', { describe: 'What to draw (below)', type: 'string', coerce: oneText('--figure') })
    .option('out', {
      describe: 'FILE.svg or FILE.png; left out: the SVG is printed',
      type: 'string',
      coerce: oneText('--out'),
    })
    .option('benchmark', {
      describe: 'Only these: ID, ID.PROTOCOL or ID.PROTOCOL.GRADER, comma-separated; Avg is their mean',
      type: 'string',
      coerce: textList('--benchmark'),
    })
    .option('grader', {
      describe: 'Only numbers by these graders, comma-separated',
      type: 'string',
      coerce: textList('--grader'),
    })
    .option('metric', {
      describe:
        'Whose numbers are drawn, as summary.json names them; of curves pass@k, maj@k, … [default: pass@1, all curves]',
      type: 'string',
      coerce: textList('--metric'),
    })
    .option('by', {
      describe: 'groups, success-at-turn: level, subject, task, …',
      type: 'string',
      coerce: oneText('--by'),
    })
    .option('published', {
      describe: "leaderboard, scatter: the paper's rows, and the runs in its columns",
      type: 'boolean',
      default: false,
    })
    .option('theme', {
      describe: 'Colours; paper is light without a background',
      type: 'string',
      choices: themes,
      default: 'light',
      coerce: oneOf('--theme', themes),
    })
    .option('width', {
      describe: 'In px of 1/96 inch',
      type: 'string',
      default: '640',
      coerce: wholeNumberWithin,
    })
    .option('scale', {
      describe: 'PNG: dots per px',
      type: 'string',
      default: '2',
      coerce: numberBetween('--scale', 0.1, 10),
    })
    .option('title', { describe: "Above the figure; '' leaves it out", type: 'string' })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .epilogue(figuresHelp);

const wholeNumberWithin = (value: unknown): number | undefined => {
  numberBetween('--width', narrowest, widest)(value);
  return wholeNumber('--width', narrowest)(value);
};

/** What `plotCommandLine` gives once parsed. */
export type PlotArguments = Awaited<ReturnType<ReturnType<typeof plotCommandLine>['parseAsync']>>;
