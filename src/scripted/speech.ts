import type { IncomingHttpHeaders } from 'node:http';
import type { Choice, ScriptedRequest } from './answer.ts';

/** A request before it is known which of its choices is wanted. */
export type Asked = Omit<ScriptedRequest, 'choice'>;

/** The request in our words, or what is wrong with it. */
export type Parsed =
  | { readonly ok: true; readonly request: Asked }
  | { readonly ok: false; readonly message: string };

/** What the path of a generation says: more in some APIs than in others. */
export type Call = {
  readonly api: 'chat' | 'completions';
  readonly model?: string;
  readonly stream?: boolean;
};

/** How a server of one API listens and talks, written from the API's public reference and as strict as it says. */
export type Speech = {
  /** Root of the API: `/v1`. */
  readonly root: string;
  /** What is asked for: the list of models, a generation, or nothing that there is. `path` is below the root. */
  route(method: string, path: string, query: URLSearchParams): 'models' | Call | null;
  keyOf(headers: IncomingHttpHeaders): string | null;
  parse(call: Call, body: unknown, headers: IncomingHttpHeaders): Parsed;
  document(request: Asked, id: string, choices: readonly Choice[]): unknown;
  /** Server-sent events, ready to be written. */
  events(request: Asked, id: string, choices: readonly Choice[]): readonly string[];
  models(names: readonly string[]): unknown;
  error(status: number, message: string): unknown;
  /** What a request without the right key is answered; 401 in most APIs. */
  readonly wrongKey: { readonly status: number; readonly message: string };
  /** What a request that cannot be understood is answered. */
  readonly badRequest: number;
  noModel(model: string): string;
};

export const refuse = (message: string): Parsed => ({ ok: false, message });

export const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The first field that the API does not know, or null. */
export const unknownField = (
  body: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): string | null => Object.keys(body).find(field => !known.has(field)) ?? null;

/** Characters in one event of a streamed answer. */
const charactersPerEvent = 32;

export const piecesOf = function* (text: string): Generator<string> {
  for (let at = 0; at < text.length; at += charactersPerEvent) yield text.slice(at, at + charactersPerEvent);
};
