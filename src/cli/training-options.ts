import type { Argv } from 'yargs';
import { domains, EurusError, splits } from '../core/index.ts';
import type { ExportFormatName, TrainingOptions } from '../exchange/index.ts';
import { pairKinds, paperPairs } from '../tree/index.ts';
import { oneOf, wholeNumber } from './arguments.ts';

/** Flags of `export` for data to train on. Defaults are the paper's. */
export const trainingOptions = <A>(parser: Argv<A>) =>
  parser
    .option('allow-test-split', {
      describe: 'With sft and preferences: export from test splits too; every row carries a warning',
      type: 'boolean',
      default: false,
    })
    .option('pairs', {
      describe: 'With preferences: pairs of trajectories, of single actions, or both [default: both]',
      type: 'string',
      choices: pairKinds,
      coerce: oneOf('--pairs', pairKinds),
    })
    .option('max-pairs', {
      describe: `With preferences: most pairs of one instruction [default: ${paperPairs.maxPairs}]`,
      type: 'string',
      coerce: wholeNumber('--max-pairs', 1),
    })
    .option('max-uses', {
      describe: `With preferences: most pairs that one action stands in [default: ${paperPairs.maxUses}]`,
      type: 'string',
      coerce: wholeNumber('--max-uses', 1),
    })
    .option('max-depth', {
      describe: `With preferences: no pairs of single actions from trees of more turns [default: ${paperPairs.maxDepth}]`,
      type: 'string',
      coerce: wholeNumber('--max-depth', 1),
    })
    .option('seed', {
      describe: `With preferences: the same seed gives the same bytes [default: ${paperPairs.seed}]`,
      type: 'string',
      coerce: wholeNumber('--seed', 0),
    })
    .option('outcomes', {
      describe:
        'With sft and preferences: code that ran in between counts by how its trials ended; --no-outcomes leaves it out',
      type: 'boolean',
      default: true,
    })
    .option('history', {
      describe: 'With sft: an instruction holds the turns before its action; --no-history leaves them out',
      type: 'boolean',
      default: true,
    });

/** What the flags say, where they were given. */
type TrainingFlags = {
  readonly allowTestSplit: boolean;
  readonly pairs: TrainingOptions['kinds'] | undefined;
  readonly maxPairs: number | undefined;
  readonly maxUses: number | undefined;
  readonly maxDepth: number | undefined;
  readonly seed: number | undefined;
  readonly history: boolean;
  readonly outcomes: boolean;
};

const trainingFormats: ReadonlySet<ExportFormatName> = new Set(['sft', 'preferences']);

/**
 * What data for training is made of; undefined for other formats.
 * @throws EurusError `USAGE` for a flag that means nothing there, and for several graders
 */
export const trainingOf = async (
  flags: TrainingFlags,
  format: ExportFormatName,
  graders: readonly string[] = [],
): Promise<TrainingOptions | undefined> => {
  refuseMeaningless(flags, format);
  if (!trainingFormats.has(format)) return undefined;
  if (graders.length > 1) {
    throw new EurusError(
      'USAGE',
      `--format ${format} takes the verdicts of one grader, not of ${graders.length}.`,
    );
  }
  const { benchmarks } = await import('../../benchmarks/index.ts');
  return {
    kinds: flags.pairs ?? paperPairs.kinds,
    maxPairs: flags.maxPairs ?? paperPairs.maxPairs,
    maxUses: flags.maxUses ?? paperPairs.maxUses,
    maxDepth: flags.maxDepth ?? paperPairs.maxDepth,
    seed: flags.seed ?? paperPairs.seed,
    ...{ history: flags.history, outcomes: flags.outcomes, allowTestSplit: flags.allowTestSplit },
    about: ({ manifest: { adapters = {} } }, id) => {
      const ours = benchmarks.find(benchmark => benchmark.id === id);
      const known = ours ?? (Object.hasOwn(adapters, id) ? adapters[id] : undefined);
      // A manifest may be anybody's.
      return {
        domain: domains.find(domain => domain === known?.domain) ?? null,
        split: splits.find(split => split === known?.split) ?? 'test',
      };
    },
  };
};

const refuseMeaningless = (flags: TrainingFlags, format: ExportFormatName): void => {
  const { pairs, maxPairs, maxUses, maxDepth } = flags;
  const ofPairs = {
    '--pairs': pairs,
    '--max-pairs': maxPairs,
    '--max-uses': maxUses,
    '--max-depth': maxDepth,
  };
  const given = Object.entries(ofPairs).find(([, value]) => value !== undefined)?.[0];
  if (given !== undefined && format !== 'preferences') {
    throw new EurusError('USAGE', `${given} is for --format preferences, not for ${format}.`);
  }
  if (flags.allowTestSplit && !trainingFormats.has(format)) {
    throw new EurusError('USAGE', `--allow-test-split is for sft and preferences, not for ${format}.`);
  }
};
