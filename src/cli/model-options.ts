import type { Argv } from 'yargs';
import { EurusError } from '../core/index.ts';
import type { ReplicaAddress } from '../model/index.ts';
import { numberBetween, oneOf, oneText, wholeNumber } from './arguments.ts';

const apis = ['chat', 'completions'] as const;
const prefills = ['auto', 'none', 'continue_final_message', 'assistant-message'] as const;

/** With three tries in ten failing, one request in six million is given up: 0.3 ** 13. */
export const defaultMaxRetries = 12;
export const defaultTimeoutS = 600;
const longestS = 86_400;
export const defaultPatienceS = 1_800;

/** Flags of every command that talks to a model, or shows what it would say. */
export const endpointOptions = <A>(parser: Argv<A>) =>
  parser
    .option('model', {
      describe: 'PROVIDER/NAME, e.g. vllm/my-model; a backend of your own: ./FILE.ts/NAME',
      type: 'string',
      coerce: oneText('--model'),
    })
    .option('base-url', {
      describe:
        "Root (…/v1) or full address of the endpoint; repeatable for servers of the same model, with URL#weight=2 for a larger part [default: the provider's, see list backends]",
      type: 'string',
      coerce: readBaseUrls,
    })
    .option('api-key-env', {
      describe: "Environment variable that holds the key [default: the provider's]",
      type: 'string',
      coerce: oneText('--api-key-env'),
    })
    .option('api', {
      describe: 'API that is asked [default: chat]',
      type: 'string',
      choices: apis,
      coerce: oneOf('--api', apis),
    })
    .option('prefill', {
      describe:
        "How chat is asked to continue a started answer; auto: the provider's way, checked [default: auto]",
      type: 'string',
      choices: prefills,
      coerce: oneOf('--prefill', prefills),
    })
    .option('stream', { describe: 'Stream the answers', type: 'boolean', default: false })
    .option('batch-trials', {
      describe:
        'Draw several trials of a sample from one request where the server can (n); not with --seed or --stream',
      type: 'boolean',
      default: true,
    })
    .option('chat-template', {
      describe:
        'Chat template for the completions API: a name, a tokenizer_config.json, a .jinja, or the folder of one [default: plain]',
      type: 'string',
      coerce: oneText('--chat-template'),
    })
    .option('model-args', {
      describe: "lm-eval's NAME=VALUE,…: model, base_url, num_concurrent, max_retries, timeout",
      type: 'string',
      coerce: oneText('--model_args'),
    })
    .option('concurrency', {
      describe: 'Requests in flight; auto finds how many suit the server [default: auto]',
      type: 'string',
      coerce: readConcurrency,
    })
    .option('requests-per-minute', {
      describe: 'Most requests sent in a minute, retries included [default: no limit]',
      type: 'string',
      coerce: wholeNumber('--requests-per-minute', 1),
    })
    .option('tokens-per-minute', {
      describe: 'Most tokens in a minute, input and output [default: no limit]',
      type: 'string',
      coerce: wholeNumber('--tokens-per-minute', 1),
    })
    .option('max-retries', {
      describe: `Tries after the first, for failures that may pass; 429 and outages do not count [default: ${defaultMaxRetries}]`,
      type: 'string',
      coerce: wholeNumber('--max-retries', 0),
    })
    .option('timeout', {
      describe: `Seconds for one try of a request as a whole [default: ${defaultTimeoutS}]`,
      type: 'string',
      coerce: numberBetween('--timeout', 1, longestS),
    })
    .option('connect-timeout', {
      describe: 'Seconds for connecting, TLS included [default: 10]',
      type: 'string',
      coerce: numberBetween('--connect-timeout', 1, longestS),
    })
    .option('first-token-timeout', {
      describe: 'Seconds to the first text of a stream; with --stream [default: no limit but --timeout]',
      type: 'string',
      coerce: numberBetween('--first-token-timeout', 1, longestS),
    })
    .option('idle-timeout', {
      describe: 'Seconds between two pieces of a stream; with --stream [default: no limit but --timeout]',
      type: 'string',
      coerce: numberBetween('--idle-timeout', 1, longestS),
    })
    .option('server-patience', {
      describe: `Seconds to wait for a server that has gone away, or answers nothing but 429 [default: ${defaultPatienceS}]`,
      type: 'string',
      coerce: numberBetween('--server-patience', 0, longestS),
    });

/** What they are read as. */
export type Endpoint = Awaited<ReturnType<ReturnType<typeof endpointOptions>['parseAsync']>>;

/** What `--base-url` names: one server, or several of the same model. */
export type BaseUrls = string | readonly ReplicaAddress[];

/** Text that no address takes: it would be sent, or the user meant something by it. */
const weightMark = /#weight=([^#]*)$/;

function readBaseUrls(value: unknown): BaseUrls | undefined {
  if (value === undefined) return undefined;
  const texts = [value].flat().map(String);
  if (texts.length === 0 || texts.includes('')) throw new EurusError('USAGE', '--base-url is empty.');
  const [first = ''] = texts;
  if (texts.length === 1 && !weightMark.test(first)) return first;
  return texts.map(text => ({ url: text.replace(weightMark, ''), weight: weightIn(text) }));
}

/** @throws EurusError `USAGE` */
const weightIn = (text: string): number => {
  const [, said] = weightMark.exec(text) ?? [];
  if (said === undefined) return 1;
  const weight = /^\d{1,6}(\.\d{1,6})?$/.test(said) ? Number(said) : 0;
  if (weight > 0) return weight;
  throw new EurusError('USAGE', `--base-url has the weight "${said}", expected a number above 0.`, {
    hint: 'It looks like http://127.0.0.1:8000/v1#weight=2',
  });
};

export type Concurrency = number | 'auto';

function readConcurrency(value: unknown): Concurrency | undefined {
  const text = oneText('--concurrency')(value);
  if (text === undefined) return undefined;
  if (text === 'auto') return text;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || !Number.isSafeInteger(number)) {
    throw new EurusError(
      'USAGE',
      `--concurrency is ${JSON.stringify(text)}, expected a whole number from 1, or auto.`,
    );
  }
  return number;
}
