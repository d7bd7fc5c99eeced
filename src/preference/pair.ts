import type { ChatPrompt } from '../core/index.ts';

/** Two answers to one prompt, of which one is known to be better. */
export type PreferencePair = {
  /** Joins the records of a pair: its id in the file, with `#2` behind it where an id comes again. */
  readonly key: string;
  readonly subset: string;
  /** What both answer. */
  readonly prompt: ChatPrompt;
  readonly chosen: string;
  readonly rejected: string;
  /** True for rows of UltraInteract, to which the paper adds the direct-reward term. */
  readonly ultraInteract: boolean;
};

/** The two rewards of a pair, finite. */
export type PairRewards = { readonly chosen: number; readonly rejected: number };
