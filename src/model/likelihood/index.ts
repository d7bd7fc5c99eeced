import {
  type CallContext,
  EurusError,
  type Rewarded,
  type RewardFailure,
  type ToReward,
} from '../../core/index.ts';
import { createAsking } from '../reward/asking.ts';
import { unusable } from '../reward/reading.ts';
import { turnsOf } from '../reward/wording.ts';
import { parseModel, resolveTarget } from '../target.ts';
import { type ChatTemplate, findTemplate } from '../template/index.ts';
import { answerStart, differenceOf, sumFrom } from './border.ts';
import { type EchoedToken, echoBody, readEcho } from './echoed.ts';
import type { LikelihoodOptions } from './options.ts';

export { type LikelihoodOptions, type LikelihoodWay, likelihoodWays } from './options.ts';

/** A way to the log-probabilities that a model gives answers. */
export type Likelihood = {
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly kind: 'log-probability';
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  readonly batchSize: 1;
  /**
   * log p(answer | prompt) in nats of each, in their order, with what the chat template writes after an answer.
   * @throws EurusError for what would fail every answer, as a `Rewarder` does
   */
  score(batch: readonly ToReward[], context?: CallContext): Promise<readonly Rewarded[]>;
  close(): Promise<void>;
};

/** Prompts whose own tokens are kept: both answers of a pair ask for them, one after the other. */
const mostPrompts = 64;

const aboutContent: ReadonlySet<number | null> = new Set([400, 413, 422]);

/**
 * A server of the OpenAI completions API that gives the log-probabilities of a text that it is given. Sends nothing yet.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const createLikelihood = (options: LikelihoodOptions): Likelihood => {
  const { provider, model } = parseModel(options.model);
  if (provider.wrapsText) {
    throw new EurusError(
      'USAGE',
      `${provider.name} gives no log-probabilities of a prompt, and puts a template of its own around it`,
      { hint: 'vLLM and SGLang give them: vllm/NAME, sglang/NAME' },
    );
  }
  const target = resolveTarget(provider, model, {
    ...options,
    ...{ api: 'completions', stream: false, chatTemplate: null },
    firstRetryDelayMs: options.firstRetryDelayMs ?? 500,
  });
  const template = findTemplate(options.chatTemplate);
  const tokensOf = createEcho(target, options);
  const prompts = new Map<string, Promise<Echoed>>();

  const ofPrompt = (prompt: string, context: CallContext): Promise<Echoed> => {
    const known = prompts.get(prompt) ?? tokensOf(prompt, context);
    prompts.delete(prompt);
    prompts.set(prompt, known);
    const [oldest] = prompts.keys();
    if (prompts.size > mostPrompts && oldest !== undefined) prompts.delete(oldest);
    // What failed, or was stopped, may be asked for again.
    known.then(
      echoed => 'code' in echoed && prompts.delete(prompt),
      () => prompts.delete(prompt),
    );
    return known;
  };

  const scoreOne = async (item: ToReward, context: CallContext): Promise<Rewarded> => {
    const { prompt, answer } = textsOf(template, item);
    if (answer === '') return unusable('the answer is empty, so it has no tokens');
    const whole = await tokensOf(prompt + answer, context);
    if ('code' in whole) return whole;
    const start = answerStart(whole, prompt, answer);
    if (start !== null) return sumFrom(whole, start);
    const alone = await ofPrompt(prompt, context);
    return 'code' in alone ? alone : differenceOf(whole, alone);
  };

  return {
    ...{ provider: provider.name, model, endpoint: target.url, kind: 'log-probability' },
    settings: { ...template.settings, logprobs: options.way },
    batchSize: 1,
    score: async (batch, context = {}) => {
      const rewards: Rewarded[] = [];
      // One after the other: several pairs are under way at once.
      for (const item of batch) rewards.push(await scoreOne(item, context));
      return rewards;
    },
    close: () => tokensOf.close(),
  };
};

/** The text of the prompt as the template ends it for an answer, and the answer with what stands after one. */
const textsOf = (
  template: ChatTemplate,
  { prompt, answer }: ToReward,
): { readonly prompt: string; readonly answer: string } => {
  const chat = { kind: 'chat', messages: turnsOf(prompt) } as const;
  const start = template.render(chat);
  const whole = template.whole(chat, answer);
  // Some templates write a prompt otherwise once it has an answer.
  const rest = whole.startsWith(start) ? whole.slice(start.length) : answer;
  return { prompt: start, answer: rest };
};

type Echoed = readonly EchoedToken[] | RewardFailure;

type Echoing = {
  (text: string, context: CallContext): Promise<Echoed>;
  close(): Promise<void>;
};

/** Asks for no new token, or for one where the server wants to generate. */
const createEcho = (target: ReturnType<typeof resolveTarget>, options: LikelihoodOptions): Echoing => {
  const { ask, close } = createAsking(target, options);
  const { way } = options;
  // llama-cpp-python takes 0 for no limit, and would write until its context is full.
  let least: 0 | 1 = way === 'echo' && target.provider.name !== 'llama-cpp' ? 0 : 1;
  let settled = least === 1;

  const tokensOf = async (text: string, context: CallContext): Promise<Echoed> => {
    const asked = least;
    let said = await ask(echoBody(way, target.model, text, asked), context, 1);
    let maxTokens: number = asked;
    if (!said.ok && asked === 0 && !settled && aboutContent.has(said.status)) {
      maxTokens = 1;
      said = await ask(echoBody(way, target.model, text, 1), context, 1);
      if (said.ok) least = 1;
    }
    if (!said.ok) {
      const { code, message } = said.error;
      const ofText = code === 'ENDPOINT_FAILED' || aboutContent.has(said.status);
      if (!ofText) throw said.error;
      return { code, message };
    }
    settled = true;
    const echo = readEcho(way, said.value, text, maxTokens);
    if (echo.ok) return echo.tokens;
    if (!echo.never) return unusable(echo.problem);
    throw new EurusError('BACKEND_CANNOT', `${target.url}: ${echo.problem}`, {
      hint: 'Implicit rewards need a server that gives them: vLLM, SGLang; llama.cpp and most hosted APIs do not',
    });
  };
  return Object.assign(tokensOf, { close });
};
