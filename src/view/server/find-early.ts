import {
  openTail,
  pieceBytes,
  type Start,
  sizeOf,
  type TailOptions,
  type TaskRecord,
  type VisitLine,
} from '../../record/index.ts';
import type { TaskColumns } from './task-columns.ts';

/** A file, and from where on it has not been read. */
export type UnreadFile = {
  readonly path: string;
  readonly from: Start | undefined;
  readonly visit: VisitLine;
};

export type EarlyOptions = {
  readonly task: TaskRecord;
  readonly columns: TaskColumns;
  readonly left: readonly UnreadFile[];
  readonly signal: AbortSignal;
};

/**
 * Finds the records of a sample in what has not been read: completions first where they are likely to stand, then
 * everywhere. The reading that comes by later finds them again.
 */
export const findEarly = async (id: string, { task, columns, left, signal }: EarlyOptions): Promise<void> => {
  const { benchmark, protocol, completions } = task;
  const key = `${benchmark}.${protocol}/${id}/`;
  const verdictFiles = left.filter(({ path }) => path !== completions);
  for (const file of verdictFiles) await visitLinesOfKey({ ...file, key, options: { signal } });
  const file = left.find(({ path }) => path === completions);
  const rows = columns.rowsOf(id)?.rows ?? [];
  if (file === undefined) return;
  // Which line it is will be known when the reading comes by.
  const visit: VisitLine = (bytes, start, end, at) => columns.visitCompletion(bytes, start, end, at, 0);
  for (const row of rows) {
    // Trials of one sample mostly stand side by side.
    if (columns.completionPlace(row) !== null) continue;
    const from = windowAt(columns, task, row, await sizeOf(completions));
    await visitLinesOfKey({ path: completions, key, visit, from, options: untilPieces(windowPieces) });
  }
  const isFound = rows.length > 0 && rows.every(row => columns.completionPlace(row) !== null);
  if (!isFound) await visitLinesOfKey({ ...file, key, options: { signal } });
};

/** The lines of a file whose key begins in one way. Lines of ours begin with the key: others cost one comparison. */
type LinesOfKey = {
  readonly path: string;
  readonly key: string;
  readonly visit: VisitLine;
  readonly from: Start | undefined;
  readonly options: TailOptions;
};

const visitLinesOfKey = async ({ path, key, visit, from, options }: LinesOfKey): Promise<void> => {
  const begins = Buffer.from(`{"key":${JSON.stringify(key).slice(0, -1)}`, 'utf8');
  await openTail(path, from).read((bytes, start, end, ...place) => {
    const isOne =
      end - start > begins.length &&
      bytes.compare(begins, 0, begins.length, start, start + begins.length) === 0;
    if (isOne) visit(bytes, start, end, ...place);
  }, options);
};

/** Pieces of a file that are looked at where a record is likely to be: the second is in the middle. */
const windowPieces = 8;

const untilPieces = (most: number): TailOptions => {
  const enough = new AbortController();
  let pieces = 0;
  return {
    signal: enough.signal,
    onPiece: () => {
      pieces += 1;
      if (pieces >= most) enough.abort();
    },
  };
};

/**
 * Where the completion of a row is likely to stand: as far into its file as its verdict into that one's, for both are
 * written in the same order or nearly so. A line that begins before is no line of ours, and passed over.
 */
const windowAt = (columns: TaskColumns, task: TaskRecord, row: number, size: number): Start => {
  const [grader] = task.graders;
  const verdict = grader === undefined ? null : columns.verdictPlace(grader.name, row);
  const last = columns.lastVerdict(grader?.name ?? '');
  const share = verdict === null || last === 0 ? 0 : verdict.offset / last;
  return { offset: Math.max(0, Math.floor(share * size) - (windowPieces / 2) * pieceBytes), line: 1 };
};
