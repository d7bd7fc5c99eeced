import {
  addressOf,
  type Backend,
  type CallContext,
  EurusError,
  type Rewarded,
  type Rewarder,
  type ToReward,
  userTurn,
} from '../../core/index.ts';
import { checkEndpoint } from '../check.ts';
import { createHttpBackend } from '../http/backend.ts';
import type { RewardOptions } from './options.ts';
import { unusable } from './reading.ts';
import type { RewardTarget } from './target.ts';
import { withHint } from './with-hint.ts';
import { questionOf } from './wording.ts';
import { yesOverNo } from './yes-no.ts';

/** The most that OpenAI's chat API gives; servers that give fewer are asked for fewer. */
const likeliest = 20;

const usualPrompt = `Below are a question and an answer that somebody gave to it. Decide whether the answer is correct.

<question>
{prompt}
</question>

<answer>
{answer}
</answer>

Is the answer correct? Reply with one word: Yes or No.`;

/**
 * A model of the OpenAI protocol that is asked for one word: its reward is how much likelier "yes" is than "no".
 * @throws EurusError `USAGE` for a prompt that does not show the answer
 */
export const createJudge = (found: RewardTarget, options: RewardOptions): Rewarder => {
  const { judgePrompt, judgeScore: how = 'log-odds' } = options;
  const wording = judgePrompt ?? usualPrompt;
  if (!wording.includes('{answer}')) {
    throw new EurusError('USAGE', "The judge's prompt does not hold {answer}, where the answer is put", {
      hint: 'Write {prompt} and {answer} where the two belong',
    });
  }
  const backend = createHttpBackend(found.provider, found.model, {
    model: options.reward,
    baseUrl: options.baseUrl,
    api: 'chat',
    apiKeyEnv: options.apiKeyEnv,
    env: options.env,
    stream: false,
    chatTemplate: null,
    timeoutMs: options.timeoutMs,
    connectTimeoutMs: options.connectTimeoutMs,
    maxRetries: options.maxRetries,
    patienceMs: options.patienceMs,
    concurrency: options.concurrency,
    ...(options.firstRetryDelayMs === undefined ? {} : { firstRetryDelayMs: options.firstRetryDelayMs }),
  });

  let checked: Promise<unknown> | null = null;
  const judge = async (item: ToReward, context: CallContext): Promise<Rewarded> => {
    // A server that is not there is not waited for at the start, as for a run.
    await (checked ??= checkEndpoint(backend, context.signal));
    const said = await ask(backend, wordingOf(wording, item), context);
    if ('code' in said) return said;
    return said.logprobs === undefined
      ? unusable('the server gave no log-probabilities of the first token')
      : yesOverNo(said.logprobs, how);
  };

  return {
    provider: found.provider.name,
    model: found.model,
    endpoint: backend.endpoint,
    kind: 'judge',
    settings: { ...backend.settings, judge_score: how, judge_prompt: wording },
    batchSize: 1,
    score: (batch, context = {}) => Promise.all(batch.map(item => judge(item, context))),
    close: () => backend.close(),
  };
};

/** Both at once: an answer that holds `{prompt}` is an answer. */
const wordingOf = (wording: string, { prompt, answer }: ToReward): string =>
  wording.replace(/\{(prompt|answer)\}/g, (_, name) => (name === 'prompt' ? questionOf(prompt) : answer));

type Said = Awaited<ReturnType<Backend['generate']>> | { readonly code: string; readonly message: string };

const ask = async (backend: Backend, text: string, context: CallContext): Promise<Said> => {
  const request = {
    ...addressOf('reward', 'judge', '0', 0),
    prompt: userTurn(text),
    generation: { maxTokens: 1, temperature: 0, topP: 1, stop: [], logprobs: likeliest },
    seed: null,
  };
  try {
    return await backend.generate(request, context);
  } catch (thrown) {
    if (!(thrown instanceof EurusError)) throw thrown;
    if (!isOfOneAnswer(thrown)) throw withHint(thrown, 'judge', backend.endpoint);
    return { code: thrown.code, message: thrown.message };
  }
};

/** A failure that need not befall the next answer: a server's mishap, or a text that is too long for it. */
const isOfOneAnswer = ({ code, message }: EurusError): boolean =>
  code === 'ENDPOINT_FAILED' || (code === 'ENDPOINT_REFUSED' && /\(HTTP (400|413|422)\)/.test(message));
