import { fieldScanner, openTail, type TaskRecord } from '../../record/index.ts';
import { Refusal } from './refusal.ts';
import type { TaskIndex } from './task-index.ts';

/** For so long a search waits until it is known which completions count. */
const patienceMs = 60_000;

/**
 * By row: 1 where every word stands in the completion's text or reasoning. The file is read from start to end, one line
 * in memory at a time.
 * @param words in lower case
 * @throws Refusal 499 when `signal` ended the search
 */
export const completionsHolding = async (
  words: readonly string[],
  index: TaskIndex,
  task: TaskRecord,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  await index.until(() => signal.aborted, patienceMs);
  const rows = index.completionsInOrder();
  const hits = new Uint8Array(index.counts().rows);
  const fields = fieldScanner(['text', 'reasoning']);
  const tests = words.map(word => ({ word, escaped: JSON.stringify(word).slice(1, -1) }));
  let next = 0;
  await openTail(task.completions).read(
    (bytes, start, end, offset) => {
      const row = rows[next] ?? -1;
      const place = index.completionPlace(row);
      // Both are in the order of the file; lines in between have been replaced by later ones.
      if (place === null || place.offset > offset) return;
      next += 1;
      if (place.offset < offset || !fields.scan(bytes, start, end)) return;
      const texts = (['text', 'reasoning'] as const).filter(name => fields.kind(name) === quote);
      const given = texts.map(name => searchable(fields.raw(name)));
      if (tests.every(test => given.some(holds => holds(test)))) hits[row] = 1;
    },
    { signal },
  );
  if (signal.aborted) throw new Refusal(499, 'the search was given up');
  return hits;
};

const quote = 0x22;

/** In lower case: as it is, and as JSON has it. */
type Word = { readonly word: string; readonly escaped: string };

/** Whether words stand in a text that is given as JSON: looked for as it stands there first, for few have them. */
const searchable = (json: string): ((word: Word) => boolean) => {
  const lower = json.toLowerCase();
  // Any character may be written as `\u…`, and a slash as `\/`.
  const isPlain = !json.includes('\\u') && !json.includes('\\/');
  let whole: string | null = null;
  return ({ word, escaped }) => {
    const at = lower.indexOf(escaped);
    if (isPlain && at === -1) return false;
    // Behind a backslash its first letter may be part of an escape.
    if (isPlain && lower[at - 1] !== '\\') return true;
    whole ??= decoded(json).toLowerCase();
    return whole.includes(word);
  };
};

const decoded = (json: string): string => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};
