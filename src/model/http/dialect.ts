import type { GenerateRequest, PrefillWay } from '../../core/index.ts';
import type { AnswerKind, AnswerReader, Choices } from './answer.ts';
import type { Refusal, ServerError } from './server-error.ts';

export type Api = 'chat' | 'completions';

/** What stays the same over all requests of a backend. */
export type Speaking = {
  /** The model as it is named to the server. */
  readonly model: string;
  readonly api: Api;
  readonly stream: boolean;
};

/** What a server turned out not to take: names that a dialect chose itself. */
export type Conceded = ReadonlySet<string>;

/**
 * An API of model servers, as far as it differs from others. Pure: no network, no clock, no key kept. Connections,
 * retries, time limits, gate and messages are the same for all and stand around it (`createHttpBackend`).
 */
export type Dialect = {
  /** The kinds of prompt that the API takes, the usual one first. */
  readonly apis: readonly [Api, ...Api[]];
  /** Where generations are asked for: below the root, with a query if it needs one. */
  path(speaking: Speaking): string;
  /** The key's place among the headers, and whatever else the API wants there. */
  headers(key: string | null): Readonly<Record<string, string>>;
  /**
   * The body that asks for one generation, without the key. A prompt arrives in the form that the API takes: `text` for
   * completions, `chat` for chat, there with a prefill only where the way to ask for it is not `none`.
   * @throws EurusError `BACKEND_CANNOT` for what the API has no field for
   */
  toBody(request: GenerateRequest, wiring: Wiring): Readonly<Record<string, unknown>>;
  createReader(kind: AnswerKind): AnswerReader;
  /** Reads as many answers to one request; absent where the API gives one at a time. */
  createChoicesReader?(kind: AnswerKind, count: number): AnswerReader<Choices>;
  /** Ways to ask for a started answer that servers of this API know, tried where the usual one is not honoured. */
  readonly prefills?: readonly PrefillWay[];
  /** How the models are listed; OpenAI's way when left out. */
  readonly models?: ModelList;
  /** The version in the path, for a base URL that has no path at all, as the maker's own libraries take it. */
  readonly version?: string;
  /** What of a prefill the API takes; all of it when left out. What is not sent is the model's to write. */
  prefillSent?(prefill: string): string;
  /** What an error page says; read in the ways common to most servers when left out. */
  readError?(status: number, body: string): ServerError;
  /** Name of the thing to do without after a refusal that named it; null when asking otherwise cannot help. */
  concede?(refusal: Refusal, request: GenerateRequest, wiring: Wiring): string | null;
};

export type Wiring = Speaking & {
  /** How the server is asked to continue a started answer. */
  readonly prefill: PrefillWay;
  /** How many answers are asked for; one when left out. More only where the dialect reads more. */
  readonly choices?: number;
  readonly conceded: Conceded;
};

export type ModelList = {
  /** Below the root. */
  readonly path: string;
  /** The names in what the server sent, or null when it is no list. */
  read(value: unknown): readonly string[] | null;
};
