import type { FirstToken, Usage } from '../../core/index.ts';

/** What the server said, put together from one document or from many events. */
export type Answer = {
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly usage: Usage;
  /** Of the first token; null when the server gave none. */
  readonly logprobs: FirstToken | null;
  /** Null when the server did not say. */
  readonly model: string | null;
};

/**
 * `problem`: why it is no answer. `status`: the HTTP status it stands for, where the server said one. `cut`: a stream that
 * ended before the server had said that the answer is over.
 */
export type Reading =
  | { readonly ok: true; readonly answer: Answer }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly status: number | null;
      readonly cut?: boolean;
    };

/** Puts an answer together from what a server sends. One for each answer. */
export type AnswerReader = {
  /** A document or an event of the server's API, as text. */
  add(json: string): void;
  /** True once the server has said that the answer is over. */
  complete(): boolean;
  /** How many characters of text and reasoning have come so far. */
  length(): number;
  finish(): Reading;
};

/** Whether the answer comes as one document or as server-sent events. */
export type AnswerKind = 'document' | 'events';
