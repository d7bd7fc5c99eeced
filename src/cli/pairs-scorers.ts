import { EurusError, maxScoreName } from '../core/index.ts';
import { createLikelihood } from '../model/likelihood/index.ts';
import { type PairScorer, referenceName } from '../reward/index.ts';
import { defaultMaxRetries, defaultPatienceS, defaultTimeoutS } from './model-options.ts';
import type { PairsArguments } from './pairs-options.ts';
import { defaultConcurrency, rewarderOf, rewardNameOf } from './reward-options.ts';

/** Who is asked about the pairs, and the name that its numbers are kept by. */
export type NamedScorer = {
  readonly name: string;
  readonly scorer: PairScorer & { close(): Promise<void> };
};

/**
 * Everybody that the flags name, the reference first; nobody where they name no model.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const scorersOf = (args: PairsArguments): readonly NamedScorer[] => {
  if (args.reward !== undefined) {
    const { rewarder } = rewarderOf(args);
    return [{ name: rewardNameOf(args.rewardName, rewarder), scorer: rewarder }];
  }
  const { reference, policy = [], policyBaseUrl = [] } = args;
  const policies = policy.map((text, at) => {
    const { name, model } = checkpointOf(text);
    return { name, scorer: likelihoodOf(args, model, policyBaseUrl[at] ?? policyBaseUrl[0], 'policy') };
  });
  refuseTwice(policies.map(({ name }) => name));
  if (reference === undefined) return policies;
  return [
    { name: referenceName, scorer: likelihoodOf(args, reference, args.referenceBaseUrl, 'reference') },
    ...policies,
  ];
};

/** `step-200=vllm/NAME`, or `vllm/NAME`, which is called by the end of its name. */
const checkpointOf = (text: string): { readonly name: string; readonly model: string } => {
  const at = text.indexOf('=');
  const slash = text.indexOf('/');
  const named = at > 0 && (slash < 0 || at < slash);
  const model = named ? text.slice(at + 1) : text;
  const name = named ? text.slice(0, at) : (model.split('/').findLast(part => part !== '') ?? model);
  if (name.length > maxScoreName) {
    throw new EurusError('USAGE', `The name of a policy is longer than ${maxScoreName} characters.`, {
      hint: 'Give a shorter one: --policy CHECKPOINT=PROVIDER/NAME',
    });
  }
  if (name !== referenceName) return { name, model };
  throw new EurusError('USAGE', `A policy cannot be called "${referenceName}".`, {
    hint: 'Name it: --policy CHECKPOINT=PROVIDER/NAME',
  });
};

const refuseTwice = (names: readonly string[]): void => {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new EurusError('USAGE', `Two policies are called "${twice}".`, {
    hint: 'Name them: --policy CHECKPOINT=PROVIDER/NAME',
  });
};

const likelihoodOf = (
  args: PairsArguments,
  model: string,
  baseUrl: string | undefined,
  role: 'policy' | 'reference',
): NamedScorer['scorer'] => {
  const likelihood = inOurWords(role, () =>
    createLikelihood({
      model,
      baseUrl: baseUrl ?? null,
      apiKeyEnv: args.apiKeyEnv ?? null,
      env: process.env,
      chatTemplate: args.chatTemplate ?? 'plain',
      way: args.logprobs ?? 'echo',
      timeoutMs: (args.timeout ?? defaultTimeoutS) * 1000,
      connectTimeoutMs: args.connectTimeout === undefined ? undefined : args.connectTimeout * 1000,
      maxRetries: args.maxRetries ?? defaultMaxRetries,
      patienceMs: (args.serverPatience ?? defaultPatienceS) * 1000,
      concurrency: args.concurrency ?? defaultConcurrency,
    }),
  );
  return {
    ...likelihood,
    score: (batch, context) =>
      likelihood.score(batch, context).catch(thrown =>
        inOurWords(role, () => {
          throw thrown;
        }),
      ),
  };
};

/** Other commands have one model, whose flags errors name. */
const inOurWords = <T>(role: 'policy' | 'reference', make: () => T): T => {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof EurusError)) throw thrown;
    const renamed = (text: string): string =>
      text.replaceAll('--base-url', `--${role}-base-url`).replaceAll('--model', `--${role}`);
    throw new EurusError(thrown.code, renamed(thrown.message), {
      ...(thrown.hint === null ? {} : { hint: renamed(thrown.hint) }),
      cause: thrown,
    });
  }
};
