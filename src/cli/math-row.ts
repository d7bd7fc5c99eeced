import { equal } from '../math/equal.ts';

/** A row of `math --jsonl` as it is handed to a judge. */
export type MathRow = {
  /** As it stands in the file; null when there is none. */
  readonly id: unknown;
  readonly gold: string | null;
  readonly pred: string | null;
  /** Line number from 1. */
  readonly line: number;
};

/** The row in a record of any shape. */
export const mathRowOf = (value: unknown, line: number): MathRow => {
  const record = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { id: record.id ?? null, gold: answerOf(record.gold), pred: answerOf(record.pred), line };
};

/** An answer as text; numbers are taken as they are written, anything else is none. */
const answerOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;

/** One JSON line a row, whatever it holds. */
export const judgeRow = ({ id, gold, pred, line }: MathRow): string => {
  if (gold !== null && pred !== null) return judgePair(id, gold, pred);
  const what = gold === null ? 'gold' : 'pred';
  const reason = `line ${line}: "${what}" is no text and no number`;
  return jsonLine({ id, gold, pred, equal: false, method: 'none', reason, duration_ms: 0 });
};

/** The verdict on one pair as the JSON line of contract and docs. */
export const judgePair = (id: unknown, gold: string, pred: string): string => {
  const startMs = performance.now();
  const { equal: isEqual, method, reason } = equal(gold, pred);
  const duration_ms = Number((performance.now() - startMs).toFixed(3));
  return jsonLine({ id, gold, pred, equal: isEqual, method, reason, duration_ms });
};

declare global {
  interface JSON {
    /** ECMAScript's `JSON.rawJSON`, which the compiler's libraries do not list yet. */
    rawJSON(text: string): unknown;
  }
}

/** JSON in which an integer beyond 2^53 stands with all its digits. */
const jsonLine = (record: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value,
  );
