import type { AnswerScores, FirstToken, Usage } from '../../core/index.ts';

/** What the server said, put together from one document or from many events. */
export type Answer = {
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly usage: Usage;
  /** Of the first token; null when the server gave none. */
  readonly logprobs: FirstToken | null;
  /** Sum and mean over all tokens; absent where the dialect does not read them, null when the server gave none. */
  readonly scores?: AnswerScores | null;
  /** Null when the server did not say. */
  readonly model: string | null;
};

/**
 * `problem`: why it is no answer. `status`: the HTTP status it stands for, where the server said one. `cut`: a stream that
 * ended before the server had said that the answer is over.
 */
export type Reading<T = Answer> =
  | { readonly ok: true; readonly answer: T }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly status: number | null;
      readonly cut?: boolean;
    };

/** Puts an answer together from what a server sends. One for each answer. */
export type AnswerReader<T = Answer> = {
  /** A document or an event of the server's API, as text. */
  add(json: string): void;
  /** True once the server has said that the answer is over. */
  complete(): boolean;
  /** How many characters of text and reasoning have come so far. */
  length(): number;
  finish(): Reading<T>;
};

/** What the server said where several answers were asked for at once. */
export type Choices = {
  /** By their place from 0; null for one that is missing, or is no answer. Each has the usage of all together. */
  readonly answers: readonly (Answer | null)[];
  /** True when the server sent as many as were asked for, whatever stands in them. */
  readonly all: boolean;
};

/** Whether the answer comes as one document or as server-sent events. */
export type AnswerKind = 'document' | 'events';
