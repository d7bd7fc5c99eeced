import { type AnswerScores, readScores } from './answer-scores.ts';
import { type EpisodeRecord, readEpisode } from './episode.ts';
import { isObject } from './json-object.ts';
import type { Address, Key } from './key.ts';
import { type FirstToken, readFirstToken } from './logprobs.ts';
import { encodeUsage, readUsage, type Usage } from './usage.ts';

/**
 * How the text is to be read: `chat` = an answer as a model writes it; `continuation` = code that
 * continues the benchmark's prompt (HumanEval's own record shape); `solution` = a whole program
 * (EvalPlus's record shape).
 */
export type CompletionForm = 'chat' | 'continuation' | 'solution';

/** What the model said for one trial, kept untouched. */
export type Completion = Address & {
  /** SHA-256 of the prompt as it was sent, or null for recorded outputs whose prompt is not known. */
  readonly promptSha256: string | null;
  /** Names the request with all its settings; absent for recorded outputs and records of before 0.2. */
  readonly requestSha256?: string;
  /** As the server sent it: without the prefill, never trimmed. */
  readonly text: string;
  readonly reasoning: string | null;
  /** `stop`, `length` (truncated), `content_filter`, … as the server says it; null when unknown. */
  readonly finishReason: string | null;
  readonly usage: Usage;
  readonly latencyMs: number | null;
  readonly model: string;
  /** Why there is no text, for a request that failed for good; such a completion is `unscored`. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** The start of the answer that was put into the model's mouth and honoured; null when there was none. */
  readonly prefill: string | null;
  readonly form: CompletionForm;
  /** Log-probabilities in place of the first token; absent when none were asked for or the server gave none. */
  readonly logprobs?: FirstToken;
  /** What is said of the answer in numbers, by name: a reward, a log-probability. Absent when nothing is. */
  readonly scores?: AnswerScores;
  /** The episode that ended with `text`, whose turns `usage` and `latencyMs` are the sums of; absent for one turn. */
  readonly episode?: EpisodeRecord;
  /** Which older wording of its question a recorded output answers; absent where it is the data's. */
  readonly revision?: string;
  /** Which of several servers answered, or was the last to fail; absent where there is one. */
  readonly endpoint?: string;
  /** The run or file that the answer was taken from; absent when this run has asked for it. */
  readonly reusedFrom?: string;
};

/** The record's shape on disk (one JSON line). Fields that say nothing are left out. */
export const encodeCompletion = (c: Completion): Record<string, unknown> => {
  const record: Record<string, unknown> = {
    key: c.key,
    benchmark: c.benchmark,
    protocol: c.protocol,
    id: c.id,
    trial: c.trial,
    prompt_sha256: c.promptSha256,
    // JSON leaves out what is undefined.
    request_sha256: c.requestSha256,
    text: c.text,
    reasoning: c.reasoning,
    finish_reason: c.finishReason,
    usage: encodeUsage(c.usage),
    latency_ms: c.latencyMs,
    model: c.model,
    error: c.error,
  };
  if (c.prefill !== null) record.prefill = c.prefill;
  if (c.form !== 'chat') record.form = c.form;
  if (c.logprobs !== undefined) record.logprobs = c.logprobs;
  if (c.scores !== undefined) record.scores = c.scores;
  if (c.episode !== undefined) record.episode = c.episode;
  if (c.revision !== undefined) record.revision = c.revision;
  if (c.endpoint !== undefined) record.endpoint = c.endpoint;
  if (c.reusedFrom !== undefined) record.reused_from = c.reusedFrom;
  return record;
};

/** Reads a record from disk; null when the value is not one (a foreign or damaged line). */
export const decodeCompletion = (value: unknown): Completion | null => {
  if (!isObject(value)) return null;
  const { key, benchmark, protocol, id, trial, text } = value;
  if (typeof key !== 'string' || typeof benchmark !== 'string' || typeof protocol !== 'string') return null;
  if (typeof id !== 'string' || typeof text !== 'string') return null;
  if (typeof trial !== 'number' || !Number.isSafeInteger(trial) || trial < 0) return null;
  const error = isObject(value.error) ? value.error : null;
  const form = value.form;
  const logprobs = readFirstToken(value.logprobs);
  const scores = readScores(value.scores);
  const episode = readEpisode(value.episode);
  const { request_sha256: requestSha256, reused_from: reusedFrom, revision, endpoint } = value;
  return {
    key: key as Key,
    benchmark,
    protocol,
    id,
    trial,
    promptSha256: stringOrNull(value.prompt_sha256),
    ...(typeof requestSha256 === 'string' ? { requestSha256 } : {}),
    text,
    reasoning: stringOrNull(value.reasoning),
    finishReason: stringOrNull(value.finish_reason),
    usage: readUsage(value.usage),
    latencyMs: numberOrNull(value.latency_ms),
    model: stringOrNull(value.model) ?? '',
    error: error ? { code: String(error.code), message: String(error.message) } : null,
    prefill: stringOrNull(value.prefill),
    form: form === 'continuation' || form === 'solution' ? form : 'chat',
    ...(logprobs === null ? {} : { logprobs }),
    ...(scores === null ? {} : { scores }),
    ...(episode === null ? {} : { episode }),
    ...(typeof revision === 'string' ? { revision } : {}),
    ...(typeof endpoint === 'string' ? { endpoint } : {}),
    ...(typeof reusedFrom === 'string' ? { reusedFrom } : {}),
  };
};

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
