import { EurusError } from '../core/index.ts';
import { type SortKey, tableFormats } from '../report/index.ts';
import { commandLine, oneOf, oneText, textList } from './arguments.ts';
import { readNs, usualNs, withNs } from './best-of-ns.ts';
import { thresholdOption } from './ci-options.ts';

/** The parser of `table`, with every flag. */
export const tableCommandLine = (argv: readonly string[]) =>
  thresholdOption(
    commandLine('table [PATH…] [OPTIONS]', withNs(argv))
      .option('benchmark', {
        describe: 'Only these: ID or ID.PROTOCOL, comma-separated',
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
          'Whose numbers are shown: pass@k, maj@k, macro, … as summary.json names them [default: pass@1]',
        type: 'string',
        coerce: oneText('--metric'),
      })
      .option('sort', {
        describe: 'COLUMN, Avg or model; :asc or :desc after it [default: as given; numbers highest first]',
        type: 'string',
        coerce: (value: unknown) => readSort(oneText('--sort')(value)),
      })
      .option('transpose', {
        describe: 'A row a benchmark, a column a model',
        type: 'boolean',
        default: false,
      })
      .option('ci', {
        describe: 'Each number with its 95 % interval, [low, high]',
        type: 'boolean',
        default: false,
      })
      .option('truncation', {
        describe: 'Each number with the share of answers that the token limit cut off',
        type: 'boolean',
        default: false,
      })
      .option('paper', {
        describe: "The paper's columns in its order, with its Avg; the runs alone",
        type: 'boolean',
        default: false,
      })
      .option('published', {
        describe: "The paper's columns, with its rows above the runs",
        type: 'boolean',
        default: false,
      })
      .option('errata', {
        describe: 'Published numbers that cannot be right, and why',
        type: 'boolean',
        default: false,
      })
      .option('best-of', {
        describe: `One answer chosen from N, by scores, votes and rewards, as the paper's Table 9; bare: ${usualNs}`,
        type: 'string',
        coerce: readNs,
      })
      .option('score-field', {
        describe:
          'With --best-of: only these scores and rewards, comma-separated [default: all that answers have]',
        type: 'string',
        coerce: textList('--score-field'),
      })
      .option('format', {
        describe: 'Output format',
        type: 'string',
        choices: tableFormats,
        default: 'terminal',
        coerce: oneOf('--format', tableFormats),
      })
      .option('json', { describe: 'The same as --format json', type: 'boolean', default: false })
      .option('results', {
        describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
        type: 'string',
        coerce: oneText('--results'),
      }),
  );

const readSort = (text: string | undefined): SortKey | undefined => {
  if (text === undefined) return undefined;
  const [, name = '', end] = /^(.*?)(?::([^:]*))?$/s.exec(text) ?? [];
  const direction = (['asc', 'desc'] as const).find(word => word === end);
  if (name !== '' && (end === undefined || direction !== undefined)) return { name, direction };
  throw new EurusError('USAGE', `--sort is "${text}", expected COLUMN, COLUMN:asc or COLUMN:desc.`);
};

/** What `tableCommandLine` gives once parsed. */
export type TableArguments = Awaited<ReturnType<ReturnType<typeof tableCommandLine>['parseAsync']>>;
