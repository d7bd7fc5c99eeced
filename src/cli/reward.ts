import { EurusError } from '../core/index.ts';
import { openRun } from '../record/index.ts';
import { choicesOf, type RewardedTask, type RewardResult, rewardRun } from '../reward/index.ts';
import { commandLine, oneText, parsed, textList } from './arguments.ts';
import { readNs, usualNs, withNs } from './best-of-ns.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { findRun } from './find-run.ts';
import { withInterrupts } from './interrupts.ts';
import { resultsRoot } from './paths.ts';
import { rewarderOf, rewardNameOf, rewardOptions } from './reward-options.ts';
import { rewardProgress } from './reward-progress.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** The parser of `reward`, with every flag. */
export const rewardCommandLine = (argv: readonly string[]) =>
  rewardOptions(commandLine('reward RUN --reward PROVIDER/NAME [OPTIONS]', withNs(argv)))
    .option('reward-name', {
      describe:
        'What these rewards are called, for --score-field and in tables [default: the end of the NAME]',
      type: 'string',
      coerce: oneText('--reward-name'),
    })
    .option('benchmark', {
      describe: 'Only answers to these: ID or ID.PROTOCOL, comma-separated [default: all of the run]',
      type: 'string',
      coerce: textList('--benchmark'),
    })
    .option('best-of', {
      describe: 'N of the table that is printed at the end, comma-separated',
      type: 'string',
      default: usualNs,
      coerce: readNs,
    })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('json', { describe: 'Print what was done as JSON', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

type Arguments = Awaited<ReturnType<ReturnType<typeof rewardCommandLine>['parseAsync']>>;

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(rewardCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [named, ...more] = args._.map(String);
  if (named === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'reward takes one run directory.', {
      hint: 'e.g. eurus-eval reward results/runs/NAME --reward vllm/openbmb/Eurus-RM-7b',
    });
  }
  const directory = await findRun(named, resultsRoot(args.results));
  const { rewarder, concurrency } = rewarderOf(args);
  try {
    const name = rewardNameOf(args.rewardName, rewarder);
    const goesOn = 'The same command goes on from what is kept.';
    const progress = rewardProgress(terminal, args.quiet);
    const result = await withInterrupts(terminal, { drains: true, goesOn }, signals =>
      rewardRun({
        ...{ directory, rewarder, name, concurrency, ...signals },
        version: version(),
        tasks: args.benchmark ?? null,
        onProgress: progress.update,
      }),
    ).finally(progress.stop);
    await show(result, name, directory, args, terminal);
    return finish(result, name, terminal);
  } finally {
    await rewarder.close();
  }
};

const show = async (
  result: RewardResult,
  name: string,
  directory: string,
  args: Arguments,
  terminal: Terminal,
): Promise<void> => {
  const ns = args.bestOf ?? [];
  const benchmarks = args.benchmark;
  if (args.json) {
    const choices = await choicesOf(await openRun(directory), { ns, benchmarks });
    terminal.print(JSON.stringify({ reward: name, directory, ...result, choices }, null, 2));
    return;
  }
  const { bestOfTable } = await import('./best-of.ts');
  const shape = { format: 'terminal', interval: false, transpose: false, published: false } as const;
  try {
    terminal.print(await bestOfTable([directory], { ns, benchmarks, ...shape }, terminal));
  } catch (thrown) {
    // Rewards are there to be chosen by, but need not be.
    if (!(thrown instanceof EurusError) || thrown.code !== 'USAGE') throw thrown;
    terminal.note('No table: no benchmark of the run has several judged answers to each sample.');
  }
};

const finish = ({ tasks, failures, interrupted }: RewardResult, name: string, terminal: Terminal): number => {
  for (const task of tasks) terminal.note(taskLine(task, name));
  for (const line of failures) terminal.note(line);
  if (interrupted) {
    terminal.note('Stopped. The same command goes on from what is kept.');
    return exitCode.interrupted;
  }
  const failed = tasks.reduce((sum, task) => sum + task.failed, 0);
  if (failed === 0) return exitCode.complete;
  const what = failed === 1 ? '1 answer has no reward; it is' : `${failed} answers have no reward; they are`;
  terminal.note(`${what} chosen last. The same command tries again.`);
  return exitCode.someUnscored;
};

const taskLine = (
  { name: task, rewarded, asked, failed, left, unanswered }: RewardedTask,
  name: string,
): string =>
  [
    `${task}: ${rewarded} ${rewarded === 1 ? 'answer has' : 'answers have'} a reward by ${name} (${asked - failed} new)`,
    ...(failed === 0 ? [] : [`${failed} got none`]),
    ...(left === 0 ? [] : [`${left} are left`]),
    ...(unanswered === 0
      ? []
      : [`${unanswered} requests of the run had failed, so there is nothing to reward`]),
  ].join('; ');
