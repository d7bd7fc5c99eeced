import { availableParallelism } from 'node:os';
import { EurusError } from '../core/index.ts';
import type { MaxErrors } from '../run/index.ts';
import { commandLine, numberBetween, oneText, textList, wholeNumber } from './arguments.ts';
import { ciOptions, withJobSummary } from './ci-options.ts';
import { interactionFlags, interactionOptions } from './interaction-options.ts';
import { endpointOptions } from './model-options.ts';
import { scoreOptions } from './options.ts';
import { queueOptions } from './queue-options.ts';
import { samplingOptions } from './sampling-options.ts';
import { shardOptions } from './shard-options.ts';

/** `N` = the first N rows; `A-B` = rows A to B, counted from 1, both included. */
const readLimit = (value: unknown): { from: number; to: number } | undefined => {
  const text = oneText('--limit')(value);
  if (text === undefined) return undefined;
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? Number.NaN)];
  if (match && match[2] === undefined && first > 0) return { from: 0, to: first };
  if (match && first > 0 && last >= first) return { from: first - 1, to: last };
  throw new EurusError('USAGE', `--limit is "${text}", expected N (the first N) or A-B (from 1).`);
};

/** `N` requests that failed for good, or `P%` of those that are over. */
export const readMaxErrors = (value: unknown): MaxErrors | undefined => {
  const text = oneText('--max-errors')(value);
  if (text === undefined) return undefined;
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text);
  const number = Number(match?.[1]);
  if (match?.[2] === '%' && number > 0 && number <= 100) return { percent: number };
  if (match?.[2] === '' && Number.isInteger(number) && number > 0) return { count: number };
  throw new EurusError(
    'USAGE',
    `--max-errors is "${text}", expected a number from 1, or a share such as 5%.`,
  );
};

/** The parser of `run`, with every flag. */
export const runCommandLine = (argv: readonly string[]) => {
  const parser = runFlags(argv);
  for (const [heading, flags] of Object.entries(runGroups)) parser.group(flags, `${heading}:`);
  return parser;
};

const runFlags = (argv: readonly string[]) =>
  samplingOptions(
    interactionOptions(
      endpointOptions(
        shardOptions(
          ciOptions(
            queueOptions(
              scoreOptions(
                commandLine('run BENCHMARK… --model PROVIDER/NAME [OPTIONS]', withJobSummary(argv)),
              ),
            ),
          ),
        ),
      ),
    ),
  )
    .option('limit', {
      describe: 'The first N samples of each benchmark, or A-B from 1',
      type: 'string',
      coerce: readLimit,
    })
    .option('ids', {
      describe: 'Only these sample ids, comma-separated',
      type: 'string',
      coerce: textList('--ids'),
    })
    .option('n', {
      describe: 'Trials a sample: answers asked for to each prompt',
      type: 'string',
      default: '1',
      coerce: wholeNumber('--n', 1),
    })
    .option('max-cost', {
      describe:
        "Start no request that would take the run directory past this cost, in the config file's currency, whose prices it needs [default: no limit]",
      type: 'string',
      coerce: numberBetween('--max-cost', 0, 1e9),
    })
    .option('num-fewshot', {
      describe: "Must equal the protocol's own number of shots",
      type: 'string',
      coerce: wholeNumber('--num-fewshot', 0),
    })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      alias: 'output-path',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('run-name', {
      describe:
        'Directory of this run [default: model and settings]; with --shard 2/4 its name ends in .shard-2-of-4',
      type: 'string',
      coerce: oneText('--run-name'),
    })
    .option('reuse', {
      describe:
        'A run directory, or a JSONL of completions, whose answers to equal requests are taken; repeatable',
      type: 'string',
      array: true,
    })
    .option('retry-unscored', {
      describe:
        'Ask again also for answers that could not be judged; --no-retry-unscored leaves all unscored as they are [default: failed requests are asked again, answers judged again]',
      type: 'boolean',
    })
    .option('tasks', {
      describe: "lm-eval's spelling of BENCHMARK…",
      type: 'string',
      coerce: textList('--tasks'),
    })
    .option('log-samples', { describe: "lm-eval's; always on here", type: 'boolean' })
    .option('max-errors', {
      describe: 'End the run when N requests, or P% of them, have failed for good [default: never]',
      type: 'string',
      coerce: readMaxErrors,
    })
    .option('dry-run', {
      describe: 'Show what would be done, send nothing',
      type: 'boolean',
      default: false,
    });

/** The flags of `run` under the headings of its help; what stands in none of them is listed last. */
const runGroups: Readonly<Record<string, readonly string[]>> = {
  'Model server': ['model', 'base-url', 'api-key-env', 'api', 'chat-template', 'prefill', 'stream'],
  'What to run': [
    ...['limit', 'ids', 'n', 'shard', 'balance', 'balance-by'],
    ...['profile', 'system', 'data-dir', 'dry-run'],
  ],
  'Turns and critique': interactionFlags,
  Sampling: ['temperature', 'top-p', 'max-tokens', 'stop', 'seed', 'answer-logprobs'],
  'Rate, failures and cost': [
    'concurrency',
    'batch-trials',
    'requests-per-minute',
    'tokens-per-minute',
    'max-retries',
    'timeout',
    'connect-timeout',
    'first-token-timeout',
    'idle-timeout',
    'server-patience',
    'max-errors',
    'max-cost',
  ],
  Scoring: ['grader', 'k', 'score-field', 'sandbox', 'workers', 'queue'],
  'Continuous integration': ['fail-under', 'junit', 'job-summary', 'baseline'],
  'What is kept and used again': ['results', 'run-name', 'reuse', 'retry-unscored'],
  Output: ['json', 'quiet', 'debug', 'help'],
  "lm-eval's spellings": ['tasks', 'model-args', 'gen-kwargs', 'num-fewshot', 'log-samples'],
};

/** What `runCommandLine` gives once parsed. */
export type RunArguments = Awaited<ReturnType<ReturnType<typeof runCommandLine>['parseAsync']>>;

/** Sandbox processes when the flag is absent. */
export const defaultWorkers = (): number => availableParallelism();
