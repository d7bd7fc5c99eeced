import type {
  EpisodeEnd,
  EpisodeRecord,
  Interaction,
  Turn,
  TurnEffect,
  TurnReply,
} from '../../core/index.ts';

/** A turn that is over. */
export type FinishedTurn = { readonly reply: TurnReply; readonly effect: TurnEffect };

/** How far an episode is. */
export type Course = {
  readonly turns: readonly FinishedTurn[];
  /** The reply of a turn of which nothing came yet; null when there is none. */
  readonly open: TurnReply | null;
};

/**
 * Takes the records of one episode in the order in which they were written. A reply begins its turn anew: what was there
 * of that turn and of later ones is of an episode that was given up.
 */
export const courseOf = (records: readonly Turn[]): Course => {
  let turns: FinishedTurn[] = [];
  let open: TurnReply | null = null;
  for (const record of records) {
    if (record.record === 'reply') {
      if (record.turn > turns.length + 1) continue;
      turns = turns.slice(0, record.turn - 1);
      open = record;
    } else if (open !== null && record.turn === open.turn) {
      turns = [...turns, { reply: open, effect: record }];
      open = null;
    }
  }
  return { turns, open };
};

/** How many proposals some turns have spent. */
export const proposalsSpent = (turns: readonly Pick<TurnEffect, 'action'>[]): number =>
  turns.filter(
    ({ action }) => action.kind === 'proposal' || (action.kind === 'nothing' && action.spends === 'proposal'),
  ).length;

/** Why an episode ends after a turn; null when it goes on. Proposals are looked at before steps, as in MINT. */
export const endAfter = (
  isSolved: boolean,
  turn: number,
  spent: number,
  { maxSteps, maxProposals }: Pick<Interaction, 'maxSteps' | 'maxProposals'>,
): EpisodeEnd | null => {
  if (isSolved) return 'solved';
  if (spent >= maxProposals) return 'max-proposals';
  return turn >= maxSteps ? 'max-steps' : null;
};

/** What a completion keeps of an episode. */
export const episodeOf = (turns: readonly FinishedTurn[], ended: EpisodeEnd): EpisodeRecord => ({
  turns: turns.length,
  ended,
  proposals: turns
    .filter(({ effect }) => effect.action.kind === 'proposal')
    .map(({ reply: { turn, text } }) => ({ turn, text })),
});
