import type { Completion, Key, TurnEffect, TurnReply, Verdict, VerdictName } from '../core/index.ts';

/**
 * What is known of an action by itself: an answer that was judged right or wrong, one that could not be judged, or no
 * judgement at all (code that runs in between, a reply nobody understands, an answer after the one that decided).
 */
export type ActionVerdict = 'correct' | 'incorrect' | 'unscored' | 'unjudged';

/** One reply of a trial. */
export type Action = {
  /** From 1. */
  readonly turn: number;
  /** The user turn that it answers; null for the first, which answers the instruction. */
  readonly asked: string | null;
  /** The whole assistant turn, with the start that was put into the model's mouth; well-formed, so that it loads anywhere. */
  readonly text: string;
  readonly kind: 'code' | 'proposal' | 'nothing';
  readonly verdict: ActionVerdict;
  /** In words. */
  readonly reason: string;
  /** How the trial went on from here in the end; null where that is not known. */
  readonly leadsTo: 'correct' | 'incorrect' | null;
};

/** A trial as a path through the tree of its instruction. */
export type Trajectory = {
  /** Name of the run's directory. */
  readonly run: string;
  readonly model: string;
  readonly key: Key;
  readonly actions: readonly Action[];
};

/** Why a trial has no place in a tree. */
export type LeftOut = 'failed' | 'turns-missing';

/** A turn as it was read. */
export type ReadTurn = { readonly reply: TurnReply; readonly effect: TurnEffect | null };

/**
 * The actions of a trial, judged.
 * @param verdict the chosen grader's; undefined when there is none yet
 * @param turns of its episode, in order; empty for a trial of one turn
 */
export const actionsOf = (
  completion: Completion,
  verdict: Verdict | undefined,
  turns: readonly ReadTurn[],
  grader: string,
): readonly Action[] | LeftOut => {
  const { episode, error } = completion;
  if (error !== null) return 'failed';
  if (episode === undefined) return [onlyAction(completion, verdict)];
  // Turns beyond the episode's last are of one that was given up.
  const taken = turns.slice(0, episode.turns);
  if (taken.length < episode.turns || taken.length === 0) return 'turns-missing';
  return taken.map(({ reply, effect }, index) => {
    const kind = effect?.action.kind ?? 'nothing';
    return {
      turn: reply.turn,
      asked: index === 0 ? null : (taken[index - 1]?.effect?.next ?? '').toWellFormed(),
      text: (index === 0 ? `${completion.prefill ?? ''}${reply.text}` : reply.text).toWellFormed(),
      kind,
      ...(kind === 'proposal' ? judgedProposal(reply.turn, effect, verdict, grader) : unjudged(effect)),
      leadsTo: outcomeAfter(reply.turn, verdict),
    };
  });
};

const onlyAction = ({ prefill, text }: Completion, verdict: Verdict | undefined): Action => ({
  ...{ turn: 1, asked: null, text: `${prefill ?? ''}${text}`.toWellFormed(), kind: 'proposal' },
  ...(verdict === undefined
    ? { verdict: 'unjudged', reason: 'this grader has not judged it' }
    : { verdict: plain(verdict.verdict), reason: verdict.reason }),
  leadsTo: outcomeAfter(1, verdict),
});

type Judged = Pick<Action, 'verdict' | 'reason'>;

/**
 * A proposal of an episode. Its verdict is that of the first proposal that is right, else of one that could not be
 * judged, else of the last; what it says of the others follows from that order. Where it says nothing, the environment's
 * own judge may have, when it was the same grader.
 */
const judgedProposal = (
  turn: number,
  effect: TurnEffect | null,
  verdict: Verdict | undefined,
  grader: string,
): Judged => {
  const decided = verdict?.turn ?? null;
  if (verdict !== undefined && decided === turn)
    return { verdict: plain(verdict.verdict), reason: verdict.reason };
  const seen = effect?.judged?.grader === grader ? effect.judged : null;
  if (verdict !== undefined && decided !== null) {
    const isWrong = verdict.verdict === 'correct' ? turn < decided : plain(verdict.verdict) === 'incorrect';
    if (isWrong) {
      const reason = seen !== null && plain(seen.verdict) === 'incorrect' ? seen.reason : null;
      return { verdict: 'incorrect', reason: reason ?? `turn ${turn}: judged wrong before turn ${decided}` };
    }
  }
  if (seen !== null) return { verdict: plain(seen.verdict), reason: seen.reason };
  return { verdict: 'unjudged', reason: 'this grader has not judged it' };
};

const unjudged = (effect: TurnEffect | null): Judged => ({
  verdict: 'unjudged',
  reason: effect?.action.kind === 'code' ? 'code, run in between' : 'no action was found in it',
});

/** `no-answer` is the model's fault, and counts as wrong. */
const plain = (verdict: VerdictName): 'correct' | 'incorrect' | 'unscored' =>
  verdict === 'no-answer' ? 'incorrect' : verdict;

/** What the trial came to after an action; nothing where its right answer was before that. */
const outcomeAfter = (turn: number, verdict: Verdict | undefined): Action['leadsTo'] => {
  if (verdict === undefined || verdict.verdict === 'unscored') return null;
  if (verdict.verdict !== 'correct') return 'incorrect';
  return turn <= (verdict.turn ?? turn) ? 'correct' : null;
};
