import type { Outcome } from './execution.ts';
import { decodeExecution, type ExecutionRecord, encodeExecution } from './execution-record.ts';
import { isObject } from './json-object.ts';
import type { Address, Key } from './key.ts';

export const verdictNames = ['correct', 'incorrect', 'no-answer', 'unscored'] as const;

/** `no-answer` counts as wrong. `unscored` is our fault and never counts as wrong. */
export type VerdictName = (typeof verdictNames)[number];

/** One of several things that an answer was asked to do, and whether it did it. */
export type Part = {
  /** `family:kind`, as the benchmark calls it: `keywords:existence`. */
  readonly name: string;
  readonly passed: boolean;
};

/** What a scorer decides. */
export type Judgement = {
  readonly verdict: VerdictName;
  /** In words a person can check. */
  readonly reason: string;
  /** The execution's, for code. */
  readonly outcome: Outcome | null;
  /** The module that a sandbox lacks, when that is why nothing could be judged. */
  readonly missing?: { readonly module: string; readonly sandbox: string };
  /** What the verdict is made of, where a benchmark counts that too; also given for `no-answer`. */
  readonly parts?: readonly Part[];
  /**
   * The answer that was judged, where that is not what was extracted: what a program printed, or null when it gave none.
   */
  readonly answer?: string | null;
  /** Of an episode: the turn of the proposal that was judged, from 1; the first that is right, else the last. */
  readonly turn?: number;
};

/** A judgement with its key. */
export type Verdict = Address &
  Judgement & {
    readonly grader: string;
    /** SHA-256 of what was judged: a verdict on another text of the same key says nothing. */
    readonly completionSha256: string;
    /** The answer or program that was judged; null when none was found. */
    readonly extracted: string | null;
    /** Which rule found it, in a few words; absent where none was found. */
    readonly how?: string;
    /** Where it stands in the completion's text: start and end in UTF-16 units; absent where that is not known. */
    readonly span?: readonly [number, number];
    /** How the last program ended that was run for the verdict; absent where none was. */
    readonly execution?: ExecutionRecord;
    readonly durationMs: number;
  };

/**
 * The answer is right.
 * @param reason in words that a person can check
 * @param outcome how the program ended that decided it; null where none ran
 */
export const correct = (reason: string, outcome: Outcome | null = null): Judgement => ({
  verdict: 'correct',
  reason,
  outcome,
});
/** The answer is wrong, and that is the model's fault. */
export const incorrect = (reason: string, outcome: Outcome | null = null): Judgement => ({
  verdict: 'incorrect',
  reason,
  outcome,
});
/** There is nothing to judge: counts as wrong. */
export const noAnswer = (reason: string): Judgement => ({ verdict: 'no-answer', reason, outcome: null });
/** The same judgement with what it is made of. */
export const withParts = (judgement: Judgement, parts: readonly Part[]): Judgement => ({
  ...judgement,
  parts,
});
/** It could not be judged, which is our fault: never counts as wrong, and marks its cell. */
export const unscored = (reason: string, outcome: Outcome | null = null): Judgement => ({
  verdict: 'unscored',
  reason,
  outcome,
});

/** The record's shape on disk (one JSON line). */
export const encodeVerdict = (v: Verdict): Record<string, unknown> => ({
  key: v.key,
  benchmark: v.benchmark,
  protocol: v.protocol,
  id: v.id,
  trial: v.trial,
  grader: v.grader,
  completion_sha256: v.completionSha256,
  verdict: v.verdict,
  reason: v.reason,
  extracted: v.extracted,
  ...(v.answer === undefined ? {} : { answer: v.answer }),
  ...(v.how === undefined ? {} : { how: v.how }),
  ...(v.span === undefined ? {} : { span: v.span }),
  outcome: v.outcome,
  ...(v.execution === undefined ? {} : { execution: encodeExecution(v.execution) }),
  ...(v.parts === undefined ? {} : { parts: v.parts }),
  ...(v.turn === undefined ? {} : { turn: v.turn }),
  duration_ms: v.durationMs,
});

/** Reads a record from disk; null when the value is not one. */
export const decodeVerdict = (value: unknown): Verdict | null => {
  if (!isObject(value)) return null;
  const v = value;
  const { key, benchmark, protocol, id, trial, grader } = v;
  if (typeof key !== 'string' || typeof benchmark !== 'string' || typeof protocol !== 'string') return null;
  if (typeof id !== 'string' || typeof grader !== 'string') return null;
  if (typeof trial !== 'number' || !Number.isSafeInteger(trial) || trial < 0) return null;
  const verdict = verdictNames.find(name => name === v.verdict);
  if (verdict === undefined) return null;
  const parts = decodeParts(v.parts);
  const span = decodeSpan(v.span);
  const execution = decodeExecution(v.execution);
  return {
    key: key as Key,
    benchmark,
    protocol,
    id,
    trial,
    grader,
    completionSha256: typeof v.completion_sha256 === 'string' ? v.completion_sha256 : '',
    verdict,
    reason: typeof v.reason === 'string' ? v.reason : '',
    extracted: typeof v.extracted === 'string' ? v.extracted : null,
    ...(typeof v.answer === 'string' || v.answer === null ? { answer: v.answer } : {}),
    ...(typeof v.how === 'string' ? { how: v.how } : {}),
    ...(span === null ? {} : { span }),
    outcome: typeof v.outcome === 'string' ? (v.outcome as Outcome) : null,
    ...(execution === null ? {} : { execution }),
    ...(parts === null ? {} : { parts }),
    ...(Number.isSafeInteger(v.turn) ? { turn: Number(v.turn) } : {}),
    durationMs: typeof v.duration_ms === 'number' ? v.duration_ms : 0,
  };
};

const decodeParts = (value: unknown): readonly Part[] | null => {
  if (!Array.isArray(value)) return null;
  const parts = value.flatMap(part =>
    isObject(part) && typeof part.name === 'string' && typeof part.passed === 'boolean'
      ? [{ name: part.name, passed: part.passed }]
      : [],
  );
  return parts.length === value.length ? parts : null;
};

const decodeSpan = (value: unknown): readonly [number, number] | null => {
  if (!Array.isArray(value)) return null;
  const [start, end]: readonly unknown[] = value;
  if (typeof start !== 'number' || typeof end !== 'number') return null;
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end
    ? [start, end]
    : null;
};
