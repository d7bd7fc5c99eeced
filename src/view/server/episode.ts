import type { Completion, TurnEffect, TurnReply } from '../../core/index.ts';
import type { LocatedTurn, Place } from '../../record/index.ts';
import type { CutText, EffectPage, EpisodePage, TurnPage } from '../api.ts';

/** Most turns of one episode that are sent, and the least characters of each of their texts. */
export const maxTurns = 100;
const minTurnText = 2_000;
/** A reply, its action, what was shown of it, and the user turn that followed. */
const textsOfTurn = 4;

/** A turn with its texts. */
export type ReadTurn = { readonly reply: TurnReply; readonly effect: TurnEffect | null };

/** The turns of a trial's episode, as far as they count; of one that is under way or broke off, all there are. */
export const turnsThatCount = (
  completion: Completion | null,
  places: readonly LocatedTurn<Place>[],
): readonly LocatedTurn<Place>[] => {
  if (completion === null || completion.error !== null) return places;
  // Turns beyond the episode's last are of one that was given up.
  return places.slice(0, completion.episode?.turns ?? 0);
};

/**
 * What the page is told of an episode; null where a trial has none.
 * @param taken turns that count
 * @param turns of them those that were read
 * @param limit characters of all texts together, about
 */
export const episodePage = (
  completion: Completion | null,
  taken: number,
  turns: readonly ReadTurn[],
  limit: number,
): EpisodePage | null => {
  const { ended = null, proposals = [], turns: said = taken } = completion?.episode ?? {};
  const each = (count: number): number =>
    Math.max(minTurnText, Math.floor(limit / textsOfTurn / Math.max(1, count)));
  if (turns.length > 0) {
    const most = each(turns.length);
    return { ended, taken: said, from: 'turns', turns: turns.map(turn => turnPage(turn, most)) };
  }
  if (completion?.episode === undefined) return null;
  const shown = proposals.slice(0, maxTurns);
  const most = each(shown.length);
  return {
    ...{ ended, taken: said, from: 'proposals' },
    turns: shown.map(({ turn, text }) => ({
      ...{ turn, reply: cut(text, most), reasoning: null, finishReason: null },
      ...{ outputTokens: null, latencyMs: null, effect: null },
    })),
  };
};

const turnPage = ({ reply, effect }: ReadTurn, most: number): TurnPage => ({
  turn: reply.turn,
  reply: cut(reply.text, most),
  reasoning: reply.reasoning === null ? null : cut(reply.reasoning, most),
  finishReason: reply.finishReason,
  outputTokens: reply.usage.outputTokens,
  latencyMs: reply.latencyMs,
  effect: effect === null ? null : effectPage(effect, most),
});

const effectPage = (effect: TurnEffect, most: number): EffectPage => {
  const { action, observation, execution = null, lost = null, judged = null, feedback, next } = effect;
  return {
    kind: action.kind,
    action: cut(action.kind === 'nothing' ? action.why : action.text, most),
    observation: cut(observation, most),
    ...{ execution, lost },
    judged: judged === null ? null : { ...judged, reason: judged.reason.slice(0, most) },
    feedback:
      feedback === undefined
        ? null
        : { ...cut(feedback.text, most), model: feedback.model, latencyMs: feedback.latencyMs },
    next: next === null ? null : cut(next, most),
  };
};

const cut = (text: string, most: number): CutText => ({
  text: text.slice(0, most),
  left: Math.max(0, text.length - most),
});
