import { join } from 'node:path';
import { isObject } from '../../core/index.ts';
import { openAppender } from '../appender.ts';
import { makeDirectory, takeName, temporaryPath } from '../disk.ts';
import { readRecords, sizeOf } from '../records.ts';
import type { Room } from '../room.ts';
import type { AnswerClass, SampleVotes } from './classes.ts';

/** How the trials of a sample vote by one grader: a line of `votes/`. */
export type VoteRow = SampleVotes & {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  readonly id: string;
  /** Names the verdicts and answers that were voted on. */
  readonly ballotsSha256: string;
};

/** Longest answer that is shown, in UTF-16 units. */
const maxShown = 256;

/** The record's shape on disk (one JSON line). */
const encodeVoteRow = (row: VoteRow): Record<string, unknown> => ({
  benchmark: row.benchmark,
  protocol: row.protocol,
  id: row.id,
  grader: row.grader,
  ballots_sha256: row.ballotsSha256,
  classes: row.classes.map(({ verdict, answer, trials }) => ({ verdict, answer: shown(answer), trials })),
  abstained: row.abstained,
  unscored: row.unscored,
});

const shown = (answer: string | null): string | null =>
  answer === null || answer.length <= maxShown ? answer : `${answer.slice(0, maxShown).toWellFormed()}…`;

/** Reads a record from disk; null when the value is not one. */
export const decodeVoteRow = (value: unknown): VoteRow | null => {
  if (!isObject(value)) return null;
  const { benchmark, protocol, id, grader, ballots_sha256: ballotsSha256, classes } = value;
  if (typeof benchmark !== 'string' || typeof protocol !== 'string' || typeof id !== 'string') return null;
  if (typeof grader !== 'string' || typeof ballotsSha256 !== 'string' || !Array.isArray(classes)) return null;
  const [abstained, unscored] = [trialsIn(value.abstained), trialsIn(value.unscored)];
  const read = classes.map(classIn);
  if (abstained === null || unscored === null || read.includes(null)) return null;
  const whole = read.filter(one => one !== null);
  return { benchmark, protocol, id, grader, ballotsSha256, classes: whole, abstained, unscored };
};

const classIn = (value: unknown): AnswerClass | null => {
  if (!isObject(value)) return null;
  const { verdict, answer } = value;
  const trials = trialsIn(value.trials);
  if ((verdict !== 'correct' && verdict !== 'incorrect') || trials === null) return null;
  return { verdict, answer: typeof answer === 'string' ? answer : null, trials };
};

const trialsIn = (value: unknown): readonly number[] | null =>
  Array.isArray(value) && value.every(trial => Number.isSafeInteger(trial) && trial >= 0)
    ? (value as readonly number[])
    : null;

/** The rows of a file by sample; what is no row is passed over, because all of it can be made anew. */
export const readVoteRows = async (path: string): Promise<ReadonlyMap<string, VoteRow>> => {
  const rows = new Map<string, VoteRow>();
  for await (const row of readRecords(path, decodeVoteRow, await sizeOf(path))) rows.set(row.id, row);
  return rows;
};

/** Writes the rows in the place of those that were there. */
export const writeVoteRows = async (path: string, rows: Iterable<VoteRow>, room: Room): Promise<void> => {
  await makeDirectory(join(path, '..'));
  const file = await openAppender(temporaryPath(path), 'w', { room });
  try {
    for (const row of rows) await file.put(encodeVoteRow(row));
  } finally {
    await file.close();
  }
  await takeName(path);
};
