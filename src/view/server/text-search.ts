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
  const tests = words.map(wordTest);
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
      const given = texts.map(name => fields.raw(name));
      if (tests.every(holds => given.some(holds))) hits[row] = 1;
    },
    { signal },
  );
  if (signal.aborted) throw new Refusal(499, 'the search was given up');
  return hits;
};

const quote = 0x22;

/** Whether a word stands in a text that is given as JSON: looked for as it stands there first, for few have it. */
const wordTest = (word: string): ((json: string) => boolean) => {
  const escaped = JSON.stringify(word).slice(1, -1);
  return json => {
    const lower = json.toLowerCase();
    const at = lower.indexOf(escaped);
    if (!mayBeEscapedOtherwise.test(json)) {
      if (at === -1) return false;
      // Behind a backslash its first letter may be part of an escape.
      if (lower[at - 1] !== '\\') return true;
    }
    return decoded(json).toLowerCase().includes(word);
  };
};

const mayBeEscapedOtherwise = /\\[u/]/;

const decoded = (json: string): string => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};
