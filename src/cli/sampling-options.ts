import type { Argv } from 'yargs';
import { EurusError, type Generation } from '../core/index.ts';
import { numberBetween, oneText, wholeNumber } from './arguments.ts';
import { type LmEvalSettings, readLmEval } from './lm-eval.ts';

/** Flags that shape a request. */
export const samplingOptions = <A>(parser: Argv<A>) =>
  parser
    .option('profile', {
      describe: 'Prompt profile: fixed, eurus, eurus-2404, official [default: fixed]',
      type: 'string',
      coerce: oneText('--profile'),
    })
    .option('system', {
      describe: 'System message put first [default: none]',
      type: 'string',
      coerce: oneText('--system'),
    })
    .option('temperature', {
      describe: "Sampling temperature; 0 is greedy [default: the protocol's]",
      type: 'string',
      coerce: numberBetween('--temperature', 0, 10),
    })
    .option('top-p', {
      describe: "Share of the probability that is sampled from, 0 to 1 [default: the protocol's]",
      type: 'string',
      coerce: numberBetween('--top-p', 0, 1),
    })
    .option('max-tokens', {
      describe: "Tokens an answer may have, reasoning included [default: the protocol's]",
      type: 'string',
      coerce: wholeNumber('--max-tokens', 1),
    })
    .option('stop', {
      describe: "Stop string, repeatable; takes the place of the protocol's [default: the protocol's]",
      type: 'string',
      array: true,
    })
    .option('seed', {
      describe: 'Sampling seed of trial 0; trial t has seed + t [default: none is sent]',
      type: 'string',
      coerce: wholeNumber('--seed', 0),
    })
    .option('answer-logprobs', {
      describe:
        'Ask for the log-probability of every token; answers get the scores logprob_sum and logprob_mean, for best@k',
      type: 'boolean',
      default: false,
    })
    .option('gen-kwargs', {
      describe: "lm-eval's NAME=VALUE,…: temperature, top_p, max_gen_toks, until, do_sample",
      type: 'string',
      coerce: oneText('--gen_kwargs'),
    });

type Sampling = Awaited<ReturnType<ReturnType<typeof samplingOptions>['parseAsync']>>;

/** Sampling settings of the user's own, always in the same order; flags win over lm-eval's spelling. */
export const generationOverrides = (
  args: Pick<Sampling, 'temperature' | 'topP' | 'maxTokens' | 'stop' | 'genKwargs'> &
    Partial<Pick<Sampling, 'answerLogprobs'>>,
): Partial<Generation> => {
  const lmEval: LmEvalSettings['generation'] = readLmEval(undefined, args.genKwargs).generation;
  const temperature = args.temperature ?? lmEval.temperature;
  const topP = args.topP ?? lmEval.topP;
  const maxTokens = args.maxTokens ?? lmEval.maxTokens;
  const stop = args.stop?.map(String) ?? lmEval.stop;
  // Every text holds the empty one: some servers would end each answer at once.
  if (stop?.includes('')) throw new EurusError('USAGE', 'A stop string is empty; --stop needs a text.');
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(stop === undefined ? {} : { stop }),
    ...(args.answerLogprobs ? { answerLogprobs: true } : {}),
  };
};
