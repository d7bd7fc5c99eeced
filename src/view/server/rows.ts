import type { RowPage, RowQuery } from '../api.ts';
import { decodeRowQuery } from '../decode-query.ts';
import { matchingRows, pageOf, wordsOf } from '../query.ts';
import type { Library, OpenTask } from './library.ts';
import { Refusal } from './refusal.ts';
import { completionsHolding } from './text-search.ts';

/** For so long an answer waits for what is still being read, before it says what is known. */
const patienceMs = 400;

/** `GET api/rows?q=` */
export const rowsOf = async (library: Library, text: string, signal: AbortSignal): Promise<RowPage> => {
  const query = queryOf(text);
  const open = await library.task(query.run, query.task);
  const { index, task } = open;
  if (!task.graders.some(({ name }) => name === query.grader) && task.graders.length > 0) {
    throw new Refusal(404, 'the task has no verdicts of this grader');
  }
  await index.look(query.grader, patienceMs);
  const share = index.share();
  const other = query.against === undefined ? null : await library.task(query.against.run, query.task);
  await other?.index.look(query.grader, patienceMs);
  const rows = await matching(open, other, query, signal);
  const otherShare = other?.index.share() ?? 1;
  const indexed = Math.min(share, otherShare);
  return { ...pageOf(index.table(query.grader), rows, query), ...(indexed < 1 ? { indexed } : {}) };
};

const queryOf = (text: string): RowQuery => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'q is not JSON');
  }
  const query = decodeRowQuery(value);
  if (typeof query === 'string') throw new Refusal(400, query);
  return query;
};

/** What was found last, so that scrolling sorts nothing anew. */
type Found = { readonly of: string; readonly rows: Uint32Array };
const lastFound = new WeakMap<object, Found>();

const matching = async (
  { index, task }: OpenTask,
  other: OpenTask | null,
  query: RowQuery,
  signal: AbortSignal,
): Promise<Uint32Array> => {
  const { offset: _, limit: __, ...asked } = query;
  const of = JSON.stringify([asked, index.version(), other?.index.version() ?? 0]);
  const known = lastFound.get(index);
  if (known?.of === of) return known.rows;
  const words = wordsOf(query.text);
  const textHits = words.length === 0 ? undefined : await completionsHolding(words, index, task, signal);
  const rows = matchingRows(index.table(query.grader), query, {
    ...(textHits === undefined ? {} : { textHits }),
    ...(other === null ? {} : { other: other.index.table(query.grader) }),
  });
  lastFound.set(index, { of, rows });
  return rows;
};
