import { type Completion, type EpisodeEnd, noUsage, sumUsage, type TurnReply } from '../../core/index.ts';
import type { Common } from '../common.ts';
import { episodeOf, type FinishedTurn } from './turns.ts';

/** A reply as the completion of its turn, which is what actions are read from and proposals are judged as. */
export const completionOfTurn = (reply: TurnReply): Completion => {
  const { key, benchmark, protocol, id, trial, promptSha256 } = reply;
  const { text, reasoning, finishReason, usage, latencyMs, model } = reply;
  return {
    ...{ key, benchmark, protocol, id, trial, promptSha256 },
    ...{ text, reasoning, finishReason, usage, latencyMs, model },
    error: null,
    prefill: null,
    form: 'chat',
  };
};

/** The completion of an episode that is over. @param turns at least one */
export const completionOfEpisode = (
  common: Common,
  turns: readonly FinishedTurn[],
  ended: EpisodeEnd,
): Completion => {
  const replies = turns.map(({ reply }) => reply);
  const last = replies.at(-1);
  const latencies = replies.flatMap(({ latencyMs }) => latencyMs ?? []);
  return {
    ...common,
    text: last?.text ?? '',
    reasoning: last?.reasoning ?? null,
    finishReason: last?.finishReason ?? null,
    usage: sumUsage(replies.map(({ usage }) => usage)),
    latencyMs: latencies.length === 0 ? null : latencies.reduce((sum, ms) => sum + ms, 0),
    model: last?.model ?? '',
    error: null,
    prefill: null,
    episode: episodeOf(turns, ended),
    ...(last?.endpoint === undefined ? {} : { endpoint: last.endpoint }),
  };
};

/** The completion of an episode that a fault stopped: its turns are kept, and the next command goes on from them. */
export const stoppedCompletion = (
  common: Common,
  model: string,
  error: NonNullable<Completion['error']>,
): Completion => ({
  ...common,
  text: '',
  reasoning: null,
  finishReason: null,
  usage: noUsage,
  latencyMs: null,
  model,
  error,
  prefill: null,
});
