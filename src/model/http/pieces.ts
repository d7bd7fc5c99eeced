import { type FirstToken, isObject, type Usage } from '../../core/index.ts';
import type { AnswerKind, AnswerReader } from './answer.ts';

/** What one document or one event adds to an answer. Left out: nothing. */
export type Piece = {
  readonly text?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly finishReason?: string | undefined;
  /** Counts so far; what an event does not say stays as it was. */
  readonly usage?: Partial<Usage>;
  readonly logprobs?: FirstToken | undefined;
  readonly model?: string | undefined;
  /** The server has said that the answer is over. */
  readonly done?: boolean;
  /** Why it is no answer, and the HTTP status that this stands for, if the server said one. */
  readonly problem?: string;
  readonly status?: number | undefined;
};

/**
 * Puts answers together from pieces. Nothing that is not plainly an answer becomes one: an end that was not
 * announced, no text at all or an error in between is a problem, never an empty completion.
 * @param read what a JSON object of the server says; pure
 */
export const pieceReader =
  (read: (value: Record<string, unknown>, kind: AnswerKind) => Piece) =>
  (kind: AnswerKind): AnswerReader => {
    let text: string | null = null;
    let reasoning: string | null = null;
    let finishReason: string | null = null;
    let usage: Usage = { inputTokens: null, outputTokens: null, reasoningTokens: null };
    let logprobs: FirstToken | null = null;
    let model: string | null = null;
    let done = kind === 'document';
    let problem: { readonly problem: string; readonly status: number | null } | null = null;

    const complete = () => done || finishReason !== null;
    return {
      add: json => {
        const value = parse(json);
        if (!isObject(value)) {
          // Once the answer is over, what follows cannot harm it.
          if (!done || kind === 'document') problem ??= { problem: `invalid JSON: ${json}`, status: null };
          return;
        }
        const piece = read(value, kind);
        if (piece.problem !== undefined) problem ??= { problem: piece.problem, status: piece.status ?? null };
        if (piece.text !== undefined) text = (text ?? '') + piece.text;
        if (piece.reasoning !== undefined) reasoning = (reasoning ?? '') + piece.reasoning;
        finishReason = piece.finishReason ?? finishReason;
        usage = { ...usage, ...known(piece.usage) };
        logprobs ??= piece.logprobs ?? null;
        model = piece.model ?? model;
        done ||= piece.done ?? false;
      },
      complete,
      length: () => (text?.length ?? 0) + (reasoning?.length ?? 0),
      finish: () => {
        if (problem !== null) return { ok: false, ...problem };
        if (!complete()) return { ok: false, problem: 'the stream ended within the answer', status: null };
        if (text === null && reasoning === null) {
          return { ok: false, problem: 'no text in the answer', status: null };
        }
        if ((text ?? '') === '' && finishReason === null) {
          return { ok: false, problem: 'an empty text without a finish reason', status: null };
        }
        return { ok: true, answer: { text: text ?? '', reasoning, finishReason, usage, logprobs, model } };
      },
    };
  };

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** The counts that are said: a later event that knows nothing of them takes none away. */
const known = (usage: Partial<Usage> = {}): Partial<Usage> =>
  Object.fromEntries(Object.entries(usage).filter(([, count]) => typeof count === 'number'));

/** The value where it is text, nothing otherwise. */
export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The value where it is a count, null otherwise. */
export const countIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The objects in a list; none where it is no list. */
export const objectsIn = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
