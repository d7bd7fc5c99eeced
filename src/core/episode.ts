import { isObject } from './json-object.ts';

/**
 * Why an episode ended: a proposal was right (`solved`), no proposal or no step was left, or the dialogue had become
 * longer than the model takes (`too-long`), which is no fault of ours.
 */
export const episodeEnds = ['solved', 'max-proposals', 'max-steps', 'too-long'] as const;

export type EpisodeEnd = (typeof episodeEnds)[number];

/** A reply that proposed an answer, as the server sent it. */
export type Proposal = {
  /** From 1. */
  readonly turn: number;
  readonly text: string;
};

/** What a completion keeps of the episode that it ended: all that graders judge. The turns have a file of their own. */
export type EpisodeRecord = {
  readonly turns: number;
  readonly ended: EpisodeEnd;
  /** In the order of the turns. */
  readonly proposals: readonly Proposal[];
};

/** Reads a record from disk; null when the value is none. */
export const readEpisode = (value: unknown): EpisodeRecord | null => {
  if (!isObject(value)) return null;
  const ended = episodeEnds.find(name => name === value.ended);
  const { turns, proposals } = value;
  if (ended === undefined || !isTurn(turns) || !Array.isArray(proposals)) return null;
  if (!proposals.every(isProposal)) return null;
  return { turns, ended, proposals: proposals.map(({ turn, text }) => ({ turn, text })) };
};

const isProposal = (value: unknown): value is Proposal =>
  isObject(value) && isTurn(value.turn) && typeof value.text === 'string';

/** Counts of turns, and numbers of turns, from 0 for an episode that had none. */
const isTurn = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
