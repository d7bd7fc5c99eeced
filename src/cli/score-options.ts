import { EurusError } from '../core/index.ts';
import { commandLine, oneText, textList } from './arguments.ts';
import { ciOptions, withJobSummary } from './ci-options.ts';
import { scoreOptions } from './options.ts';
import { queueOptions } from './queue-options.ts';

/** The parser of `score`, with every flag. */
export const scoreCommandLine = (argv: readonly string[]) =>
  queueOptions(ciOptions(scoreOptions(recordedOptions(argv))));

const recordedOptions = (argv: readonly string[]) =>
  commandLine('score PATH [OPTIONS]', withJobSummary(argv))
    .option('benchmark', {
      describe: 'ID or ID.PROTOCOL of a recorded file; of a run directory: only these',
      type: 'string',
      coerce: textList('--benchmark'),
    })
    .option('profile', {
      describe: 'Prompt profile the answers were asked with',
      type: 'string',
      coerce: oneText('--profile'),
    })
    .option('map', {
      describe: 'OURS=THEIRS: a field of the rows that has another name, repeatable',
      type: 'string',
      coerce: (value: unknown) => readRenames(textList('--map')(value)),
    })
    .option('model-name', {
      describe: 'Model that wrote a recorded file, for --out [default: the file name]',
      type: 'string',
      coerce: oneText('--model-name'),
    })
    .option('out', { describe: 'Keep a run directory here', type: 'string', coerce: oneText('--out') });

const readRenames = (pairs: readonly string[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (pairs ?? []).map(pair => {
      const [ours = '', theirs = ''] = pair.split('=');
      if (ours !== '' && theirs !== '') return [ours, theirs];
      throw new EurusError('USAGE', `--map is "${pair}", expected OURS=THEIRS.`);
    }),
  );

/** What `scoreCommandLine` gives once parsed. */
export type ScoreArguments = Awaited<ReturnType<ReturnType<typeof scoreCommandLine>['parseAsync']>>;
