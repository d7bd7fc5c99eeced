import {
  type Action,
  addressOf,
  type ChatPrompt,
  type Completion,
  type Effect,
  type EpisodeEnd,
  EurusError,
  type Feedback,
  type Generated,
  type GenerateRequest,
  type Interaction,
  messageOf,
  type Turn,
  type TurnEffect,
  type TurnReply,
} from '../../core/index.ts';
import type { Common } from '../common.ts';
import { promptSha256 } from '../prompt.ts';
import { completionOfEpisode, completionOfTurn, stoppedCompletion } from './completion.ts';
import type { Critic } from './critic.ts';
import { dialogueAfter, keptOf, lengthOf, maxDialogue, shown } from './dialogue.ts';
import { type Environment, effectOf, recordedEffect, TurnFault } from './effect.ts';
import { stoppedAt } from './stopped.ts';
import { isTooLong } from './too-long.ts';
import { type Course, endAfter, type FinishedTurn, proposalsSpent } from './turns.ts';

/** One trial of a sample that is asked over several turns. */
export type Episode = Environment & {
  readonly interaction: Interaction;
  /** Of the first turn. */
  readonly request: GenerateRequest & { readonly prompt: ChatPrompt };
  /** What its completion will have, whatever it comes to. */
  readonly common: Common;
  readonly model: string;
  /** What earlier commands have done of it. */
  readonly course: Course;
  readonly critic: Critic | null;
  readonly signal: AbortSignal;
  /** Asks the model; rejects with what makes a request fail for good. */
  ask(request: GenerateRequest): Promise<Generated>;
  /** Resolves when the record is on disk. */
  keep(turn: Turn): Promise<void>;
  /** True when no other turn is to be begun. */
  stops(): boolean;
  /** Told of what failed, which is not the model's doing. */
  failed(thrown: unknown): void;
};

/**
 * Plays an episode to its end, from where an earlier command has left it. Every reply is on disk before anything is done
 * with it, and what came of it before the next is asked for: a kill loses the request under way.
 * @returns its completion, one with an error when a fault stopped it; null when it was left in the middle
 * @throws EurusError `SANDBOX_MISSING` and other failures that no other episode would escape
 */
export const playEpisode = async (episode: Episode): Promise<Completion | null> => {
  const turns = [...episode.course.turns];
  let open = episode.course.open;
  try {
    for (;;) {
      const ended = turns.at(-1)?.effect.ended ?? null;
      if (ended !== null) return completionOfEpisode(episode.common, turns, ended);
      const reply = open ?? (await nextReply(episode, turns));
      if (typeof reply === 'string') return completionOfEpisode(episode.common, turns, reply);
      if (reply === null) return null;
      const effect = await playTurn(episode, turns, reply);
      await episode.keep(effect);
      turns.push({ reply, effect });
      open = null;
    }
  } catch (thrown) {
    if (episode.signal.aborted) return null;
    if (thrown instanceof EurusError && endsEverything.has(thrown.code)) throw thrown;
    episode.failed(thrown);
    const code = thrown instanceof EurusError || thrown instanceof TurnFault ? thrown.code : 'UNEXPECTED';
    const message = stoppedAt(turns.length + 1, messageOf(thrown));
    return stoppedCompletion(episode.common, episode.model, { code, message });
  } finally {
    await episode.cells?.close().catch(() => {});
  }
};

/** What is no matter of one episode. */
const endsEverything: ReadonlySet<string> = new Set(['SANDBOX_MISSING', 'DISK_FULL', 'DISK_DENIED']);

/** The next reply, on disk; why there is none: the episode is over, or (null) is to be left here. */
const nextReply = async (
  episode: Episode,
  turns: readonly FinishedTurn[],
): Promise<TurnReply | EpisodeEnd | null> => {
  if (episode.stops()) return null;
  const prompt = dialogueAfter(episode.request.prompt, turns, episode.interaction);
  if (turns.length > 0 && lengthOf(prompt) > maxDialogue) return 'too-long';
  let generated: Generated;
  try {
    generated = await episode.ask({ ...episode.request, prompt });
  } catch (thrown) {
    // A first prompt that does not fit, or a token limit that leaves it no room, is a matter of the command.
    if (turns.length > 0 && isTooLong(thrown)) return 'too-long';
    throw thrown;
  }
  const { text, reasoning, finishReason, usage, latencyMs, model, endpoint } = generated;
  const reply: TurnReply = {
    ...addressIn(episode),
    record: 'reply',
    turn: turns.length + 1,
    promptSha256: promptSha256(prompt),
    ...{ text, reasoning, finishReason, usage, latencyMs, model },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  await episode.keep(reply);
  return reply;
};

/** What comes of a reply. */
const playTurn = async (
  episode: Episode,
  before: readonly FinishedTurn[],
  reply: TurnReply,
): Promise<TurnEffect> => {
  const { interaction, sample } = episode;
  const completion = completionOfTurn(reply);
  const action = interaction.act(completion, sample, reply.turn);
  const effect = await effectOf(action, completion, episode);
  const observation = shown(interaction.observe(effect, sample));
  const { turn } = reply;
  const spent = proposalsSpent([...before.map(({ effect }) => effect), { action }]);
  const isSolved = effect.kind === 'judged' && effect.judgement.verdict === 'correct';
  const ended = endAfter(isSolved, turn, spent, interaction);
  const record = {
    ...addressIn(episode),
    record: 'effect' as const,
    ...{ turn, action, observation },
    ...recordedEffect(effect, interaction.judge),
  };
  if (ended !== null) return { ...record, next: null, ended };
  const left = {
    turn,
    stepsLeft: interaction.maxSteps - turn,
    proposalsLeft: interaction.maxProposals - spent,
  };
  const feedback = await commentOn(episode, before, reply, { action, effect, observation, standing: left });
  const standing = { ...left, observation, effect, feedback: feedback?.text ?? null };
  const next = interaction.ask(standing, sample);
  return { ...record, ...(feedback === null ? {} : { feedback }), next, ended: null };
};

type Seen = {
  readonly action: Action;
  readonly effect: Effect;
  readonly observation: string;
  readonly standing: { readonly turn: number; readonly stepsLeft: number; readonly proposalsLeft: number };
};

const commentOn = async (
  { critic, interaction, request, sample, signal }: Episode,
  before: readonly FinishedTurn[],
  reply: TurnReply,
  seen: Seen,
): Promise<Feedback | null> => {
  if (critic === null) return null;
  const said = { role: 'assistant' as const, content: keptOf(reply, interaction) };
  const dialogue = [...dialogueAfter(request.prompt, before, interaction).messages, said];
  try {
    const feedback = await critic.comment({ dialogue, sample, ...seen }, { signal });
    return feedback === null ? null : { ...feedback, text: shown(feedback.text) };
  } catch (thrown) {
    const code = thrown instanceof EurusError ? thrown.code : 'UNEXPECTED';
    throw new TurnFault(code, `the critic: ${messageOf(thrown)}`);
  }
};

const addressIn = ({ request: { benchmark, protocol, id, trial } }: Episode) =>
  addressOf(benchmark, protocol, id, trial);
