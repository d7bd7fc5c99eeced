import type { Grader } from './grader.ts';
import type { Interaction } from './interaction.ts';
import type { Prompt } from './prompt.ts';
import type { Sample } from './sample.ts';

/** Sampling settings that a protocol fixes and a user may override. */
export type Generation = {
  readonly maxTokens: number;
  readonly temperature: number;
  /** 1 where the protocol leaves it open. */
  readonly topP: number;
  /** Texts at which the server stops; not part of the completion. */
  readonly stop: readonly string[];
  /**
   * How many of the likeliest first tokens to ask for with their log-probabilities; none when absent. Servers that
   * cannot give so many are asked for fewer or none, and the completion says what came.
   */
  readonly logprobs?: number;
  /**
   * Asks for the log-probability of every token of the answer, of which the completion keeps the sum and the mean as
   * `scores`. Absent: not asked for.
   */
  readonly answerLogprobs?: boolean;
};

/**
 * How we ask. A protocol's name is its setting (`cot`, `pot`, `code`, …), with `@profile` added when the
 * prompt profile is not the default: `cot`, `cot@eurus-2404`.
 */
export type Protocol<S extends Sample = Sample> = {
  /** One line for `list protocols`: what is asked, in whose words. */
  readonly title: string;
  readonly generation: Generation;
  /** How many rows of the benchmark's `shots` dataset `prompt` wants; 0 when absent. */
  readonly shots?: number;
  /** How many worked examples stand in the prompt beside those, because every sample brings its own; 0 when absent. */
  readonly exemplars?: number;
  /** Pure. `shots` are the first `protocol.shots` samples of the benchmark's `shots` dataset. */
  prompt(sample: S, shots: readonly S[]): Prompt;
  /** True where the token limit is the form of the answer (one letter), so that reaching it is no truncation. */
  readonly endsAtLimit?: boolean;
  /** How it goes on after the first reply; absent where there is one turn. */
  readonly interaction?: Interaction<S>;
  /**
   * The same protocol with another number of turns, for protocols that are made of turns; the others are given turns by
   * the interaction room.
   */
  withTurns?(maxSteps: number): Protocol<S>;
  /** Name of the grader whose score is this protocol's headline. */
  readonly headline: string;
  readonly graders: Readonly<Record<string, Grader<S>>>;
};

/** How many worked examples a prompt of the protocol shows, wherever they come from. */
export const shotsIn = ({ shots = 0, exemplars = 0 }: Pick<Protocol, 'shots' | 'exemplars'>): number =>
  shots + exemplars;
