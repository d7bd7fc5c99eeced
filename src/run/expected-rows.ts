import { openMaybeGzip } from '../dataset/index.ts';
import type { Progress } from './progress.ts';
import type { RecordedCompletion } from './recorded.ts';

/**
 * Counts the rows of a recorded file, so that the progress has an end to show. Judging keeps the process so busy that a
 * count beside it would end with it; before it, it is a matter of milliseconds a megabyte. A file with several answers a
 * row has no such end: how many those are shows when they are read.
 * @returns to be called with every completion that is read
 */
export const expectRows = async (
  path: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<(completion: RecordedCompletion) => void> => {
  let before: string | undefined;
  let isOneARow = true;
  const plan = (rows: number): void => {
    progress.planned = rows;
    const [task, ...others] = progress.tasks;
    if (task !== undefined && others.length === 0) task.planned = rows;
  };
  // What cannot be read is said by who reads it for its rows.
  plan(await countRows(path, signal).catch(() => 0));
  return ({ at }) => {
    if (isOneARow && at !== undefined && at === before) {
      isOneARow = false;
      plan(0);
    }
    before = at;
  };
};

const newline = 0x0a;

/** Lines that are not empty. 0 when stopped. */
const countRows = async (path: string, signal: AbortSignal): Promise<number> => {
  let rows = 0;
  let isOpen = false;
  for await (const chunk of openMaybeGzip(path)) {
    if (signal.aborted) return 0;
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      if (isOpen || end > start) rows += 1;
      isOpen = false;
      start = end + 1;
    }
    isOpen ||= start < chunk.length;
  }
  return isOpen ? rows + 1 : rows;
};
