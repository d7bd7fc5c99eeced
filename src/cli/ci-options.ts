import type { Argv } from 'yargs';
import { EurusError } from '../core/index.ts';
import { oneText } from './arguments.ts';
import { readThresholds } from './thresholds.ts';

/** The threshold flag of every command that has numbers. */
export const thresholdOption = <A>(parser: Argv<A>) =>
  parser.option('fail-under', {
    describe:
      '[BENCHMARK:]METRIC=VALUE (0-1 or %), repeatable: exit code 100 when a number is below, e.g. gsm8k:pass@1=0.5',
    type: 'string',
    coerce: readThresholds,
  });

/** Flags for continuous integration, of every command that scores. */
export const ciOptions = <A>(parser: Argv<A>) =>
  thresholdOption(parser)
    .option('junit', {
      describe: 'Write every verdict as JUnit XML here',
      type: 'string',
      coerce: oneText('--junit'),
    })
    .option('job-summary', {
      describe:
        'Write the numbers as markdown here; without FILE they are added to the summary page of the job on GitHub ($GITHUB_STEP_SUMMARY)',
      type: 'string',
      coerce: oneText('--job-summary'),
    })
    .option('baseline', {
      describe: 'A run directory that --job-summary compares with, sample by sample',
      type: 'string',
      coerce: oneText('--baseline'),
    });

/** What `--job-summary` without a file stands for. */
const onGithub = 'github';

/** Gives a bare `--job-summary` its value, which yargs would otherwise ask for. */
export const withJobSummary = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    if (word !== '--job-summary' && word !== '--job_summary') return word;
    if (end >= 0 && index > end) return word;
    const next = argv[index + 1];
    return next === undefined || next.startsWith('-') ? `--job-summary=${onGithub}` : word;
  });
};

/** Where the job summary goes, and whether it is added to what is there. */
export type SummaryTarget = { readonly path: string; readonly append: boolean };

/**
 * @param flag a file, or what a bare flag stands for
 * @throws EurusError `USAGE` outside of GitHub Actions
 */
export const summaryTarget = (
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): SummaryTarget | null => {
  if (flag === undefined) return null;
  if (flag !== onGithub) return { path: flag, append: false };
  const path = env.GITHUB_STEP_SUMMARY ?? '';
  if (path !== '') return { path, append: true };
  throw new EurusError('USAGE', '--job-summary has no file, and $GITHUB_STEP_SUMMARY is not set.', {
    hint: 'It is set in GitHub Actions; elsewhere name a file: --job-summary summary.md',
  });
};
