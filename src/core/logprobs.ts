import { isObject } from './json-object.ts';

/** What a server said about the first token of an answer: which it was, and the likeliest ones in its place. */
export type FirstToken = {
  /** The token that was generated; null when only its rivals are known. */
  readonly token: string | null;
  /** Tokens with their natural log-probability, likeliest first; never empty. */
  readonly top: readonly (readonly [token: string, logprob: number])[];
};

/** More than any server gives; a list beyond it is cut, so that a record stays small. */
const maxTop = 32;
/** Longest text of one token that is kept, in UTF-16 units. */
const maxTokenLength = 64;

/**
 * Reads the log-probabilities of a first token: ours (`{"token", "top": [["B", -0.1], …]}`), those of the chat API
 * (`{"content": [{"token", "logprob", "top_logprobs": […]}]}`), those of the completions API (`{"tokens",
 * "token_logprobs", "top_logprobs": [{…}]}`), or a plain `{"B": -0.1, …}`. Null for anything else.
 */
export const readFirstToken = (value: unknown): FirstToken | null => {
  if (!isObject(value)) return null;
  if (Array.isArray(value.content)) return ofChat(value.content[0]);
  if (Array.isArray(value.top)) return firstToken(value.token, value.top.map(ofPair));
  if (Array.isArray(value.tokens)) return ofCompletions(value);
  return firstToken(null, Object.entries(value).map(ofPair));
};

const ofChat = (first: unknown): FirstToken | null => {
  if (!isObject(first)) return null;
  const rivals = Array.isArray(first.top_logprobs) ? first.top_logprobs : [];
  return firstToken(first.token, [first, ...rivals].map(ofNamed));
};

const ofCompletions = ({ tokens, token_logprobs, top_logprobs }: Record<string, unknown>) => {
  const [token, logprob, rivals] = [tokens, token_logprobs, top_logprobs].map(list =>
    Array.isArray(list) ? (list[0] as unknown) : undefined,
  );
  // Some servers list the rivals as objects, as the chat API does.
  const others = Array.isArray(rivals)
    ? rivals.map(ofNamed)
    : Object.entries(isObject(rivals) ? rivals : {}).map(ofPair);
  return firstToken(token, [ofPair([token, logprob]), ...others]);
};

type Pair = readonly [token: string, logprob: number];

const ofNamed = (value: unknown): Pair | null =>
  isObject(value) ? ofPair([value.token, value.logprob]) : null;

const ofPair = (value: unknown): Pair | null => {
  const [token, logprob] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return typeof token === 'string' && typeof logprob === 'number' && Number.isFinite(logprob)
    ? [shortened(token), logprob]
    : null;
};

/** Servers name the generated token among its rivals, or beside them: each token is kept once. */
const firstToken = (token: unknown, pairs: readonly (Pair | null)[]): FirstToken | null => {
  const best = new Map<string, number>();
  for (const [text, logprob] of pairs.filter(pair => pair !== null)) {
    best.set(text, Math.max(logprob, best.get(text) ?? Number.NEGATIVE_INFINITY));
  }
  if (best.size === 0) return null;
  const top = [...best].sort(([, a], [, b]) => b - a).slice(0, maxTop);
  return { token: typeof token === 'string' ? shortened(token) : null, top };
};

const shortened = (token: string): string => token.slice(0, maxTokenLength).toWellFormed();
