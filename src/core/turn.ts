import { type EpisodeEnd, episodeEnds } from './episode.ts';
import { decodeExecution, type ExecutionRecord, encodeExecution } from './execution-record.ts';
import type { Action } from './interaction.ts';
import { isObject } from './json-object.ts';
import type { Address, Key } from './key.ts';
import { type SessionLoss, sessionLosses } from './session.ts';
import { encodeUsage, readUsage, type Usage } from './usage.ts';
import { type VerdictName, verdictNames } from './verdict.ts';

/** One reply of the model in an episode. */
export type TurnReply = Address & {
  readonly record: 'reply';
  /** From 1. */
  readonly turn: number;
  /** Of the whole dialogue that was sent. */
  readonly promptSha256: string;
  /** As the server sent it. */
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly usage: Usage;
  readonly latencyMs: number | null;
  readonly model: string;
  /** Which of several servers answered; absent where there is one. */
  readonly endpoint?: string;
};

/** What a critic said of a turn. */
export type Feedback = {
  /** Provider and name of the critic. */
  readonly model: string;
  readonly text: string;
  readonly usage: Usage;
  readonly latencyMs: number | null;
};

/** What the environment did with a reply. */
export type TurnEffect = Address & {
  readonly record: 'effect';
  readonly turn: number;
  readonly action: Action;
  /** What was shown of it. */
  readonly observation: string;
  /** The cell's, for code; that of the judge's last program, for a proposal that programs judge. */
  readonly execution?: ExecutionRecord;
  /** Of the session's state, with the cell. */
  readonly lost?: SessionLoss;
  /** The environment's judge on a proposal. */
  readonly judged?: { readonly grader: string; readonly verdict: VerdictName; readonly reason: string };
  readonly feedback?: Feedback;
  /** The user turn that follows; null when the episode ended. */
  readonly next: string | null;
  readonly ended: EpisodeEnd | null;
};

/**
 * A line of `turns/<benchmark>.<protocol>.jsonl`. A reply begins its turn anew: what stands before it of that turn and
 * of later ones of its key is of an episode that was given up.
 */
export type Turn = TurnReply | TurnEffect;

/** The record's shape on disk. */
export const encodeTurn = (turn: Turn): Record<string, unknown> => {
  const { key, benchmark, protocol, id, trial, record } = turn;
  const common = { key, benchmark, protocol, id, trial, turn: turn.turn, record };
  if (turn.record === 'reply') {
    return {
      ...common,
      prompt_sha256: turn.promptSha256,
      text: turn.text,
      reasoning: turn.reasoning,
      finish_reason: turn.finishReason,
      usage: encodeUsage(turn.usage),
      latency_ms: turn.latencyMs,
      model: turn.model,
      ...(turn.endpoint === undefined ? {} : { endpoint: turn.endpoint }),
    };
  }
  const { action, observation, execution, lost, judged, feedback, next, ended } = turn;
  return {
    ...common,
    action,
    observation,
    ...(execution === undefined ? {} : { execution: encodeExecution(execution) }),
    ...(lost === undefined ? {} : { lost }),
    ...(judged === undefined ? {} : { judged }),
    ...(feedback === undefined
      ? {}
      : {
          feedback: {
            model: feedback.model,
            text: feedback.text,
            usage: encodeUsage(feedback.usage),
            latency_ms: feedback.latencyMs,
          },
        }),
    ...{ next, ended },
  };
};

/** Reads a record from disk; null when the value is not one. */
export const decodeTurn = (value: unknown): Turn | null => {
  if (!isObject(value)) return null;
  const { key, benchmark, protocol, id, trial, turn } = value;
  if (typeof key !== 'string' || typeof benchmark !== 'string' || typeof protocol !== 'string') return null;
  if (typeof id !== 'string' || !isCount(trial) || !isCount(turn) || turn === 0) return null;
  const common = { key: key as Key, benchmark, protocol, id, trial, turn };
  if (value.record === 'reply') return decodeReply(common, value);
  return value.record === 'effect' ? decodeEffect(common, value) : null;
};

type Common = Address & { readonly turn: number };
type Fields = Readonly<Record<string, unknown>>;

const decodeReply = (common: Common, value: Fields): TurnReply | null => {
  if (typeof value.text !== 'string' || typeof value.prompt_sha256 !== 'string') return null;
  return {
    ...common,
    record: 'reply',
    promptSha256: value.prompt_sha256,
    text: value.text,
    reasoning: textOrNull(value.reasoning),
    finishReason: textOrNull(value.finish_reason),
    usage: readUsage(value.usage),
    latencyMs: numberOrNull(value.latency_ms),
    model: textOrNull(value.model) ?? '',
    ...(typeof value.endpoint === 'string' ? { endpoint: value.endpoint } : {}),
  };
};

const decodeEffect = (common: Common, value: Fields): TurnEffect | null => {
  const action = decodeAction(value.action);
  if (action === null || typeof value.observation !== 'string') return null;
  const execution = decodeExecution(value.execution);
  const lost = sessionLosses.find(name => name === value.lost);
  const judged = decodeJudged(value.judged);
  const feedback = decodeFeedback(value.feedback);
  return {
    ...common,
    record: 'effect',
    action,
    observation: value.observation,
    ...(execution === null ? {} : { execution }),
    ...(lost === undefined ? {} : { lost }),
    ...(judged === null ? {} : { judged }),
    ...(feedback === null ? {} : { feedback }),
    next: textOrNull(value.next),
    ended: episodeEnds.find(name => name === value.ended) ?? null,
  };
};

const decodeAction = (value: unknown): Action | null => {
  if (!isObject(value)) return null;
  const { kind, text, why, spends } = value;
  if ((kind === 'code' || kind === 'proposal') && typeof text === 'string') return { kind, text };
  if (kind !== 'nothing' || typeof why !== 'string') return null;
  return { kind, why, ...(spends === 'proposal' ? { spends } : {}) };
};

const decodeJudged = (value: unknown): NonNullable<TurnEffect['judged']> | null => {
  if (!isObject(value)) return null;
  const verdict = verdictNames.find(name => name === value.verdict);
  const { grader, reason } = value;
  if (verdict === undefined || typeof grader !== 'string' || typeof reason !== 'string') return null;
  return { grader, verdict, reason };
};

const decodeFeedback = (value: unknown): Feedback | null => {
  if (!isObject(value) || typeof value.text !== 'string' || typeof value.model !== 'string') return null;
  const { model, text } = value;
  return { model, text, usage: readUsage(value.usage), latencyMs: numberOrNull(value.latency_ms) };
};

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
