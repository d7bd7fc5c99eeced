import { dirname } from 'node:path';
import {
  type Completion,
  encodeCompletion,
  encodeTurn,
  encodeVerdict,
  type Turn,
  type Verdict,
} from '../core/index.ts';
import { type Appender, openAppender } from './appender.ts';
import { makeDirectory, syncDirectory } from './disk.ts';
import { completionsPath, turnsFolder, turnsPath, verdictsPath } from './layout.ts';
import { count, countTokens, countVerdict, type Progress, type TaskProgress } from './progress.ts';
import { sizeOf } from './records.ts';
import { countPlanned, wantsVerdict } from './remaining.ts';
import { noPatience, type Room } from './room.ts';
import { noteCompletion, noteVerdict, slotOf, type TrialTable, verdictAt } from './trials.ts';

/** A task whose completions are being judged: its table, and its part of the progress. */
export type ScoreLane = {
  readonly table: TrialTable;
  readonly progress: TaskProgress | undefined;
  readonly completionsPath: string;
  /** Size of the completions file when it was opened: what this command adds comes after. */
  readonly recordedBytes: number;
};

/** The same, with its files open to append to. */
export type RunLane = ScoreLane & {
  readonly completions: Appender;
  /** One a grader, in the order of the table's columns. */
  readonly verdicts: readonly Appender[];
  /** Of episodes; null for a task of one turn. */
  readonly turns: Appender | null;
};

/** Opens the files of tasks, which are in order already, to append to them; counts what they hold. */
export const openRunLanes = async (
  directory: string,
  tables: readonly TrialTable[],
  progress: Progress,
  room: Room,
): Promise<readonly RunLane[]> => {
  const lanes = await openScoreLanes(directory, tables, progress);
  const paths = lanes.map(({ table, completionsPath }) => [
    completionsPath,
    ...table.columns.map(({ name }) => verdictsPath(directory, table.planned.name, name)),
    ...(hasTurns(table) ? [turnsPath(directory, table.planned.name)] : []),
  ]);
  if (tables.some(hasTurns)) await makeDirectory(turnsFolder(directory));
  const files = [...(await openAll(paths.flat(), 'a', room))];
  return lanes.map((lane, index) => {
    const [completions, ...others] = files.splice(0, paths[index]?.length ?? 0);
    if (completions === undefined) throw new Error(`${lane.completionsPath} was not opened`);
    const { length } = lane.table.columns;
    return { ...lane, completions, verdicts: others.slice(0, length), turns: others[length] ?? null };
  });
};

const hasTurns = ({ planned }: TrialTable): boolean => planned.task.protocol.interaction !== undefined;

/** Tasks whose completions are there, and counts of what has been done for them. */
export const openScoreLanes = async (
  directory: string,
  tables: readonly TrialTable[],
  progress: Progress,
): Promise<readonly ScoreLane[]> => {
  const lanes: ScoreLane[] = [];
  for (const [index, table] of tables.entries()) {
    const path = completionsPath(directory, table.planned.name);
    const recordedBytes = await sizeOf(path);
    const lane = { table, progress: progress.tasks[index], completionsPath: path, recordedBytes };
    countResumed(lane, progress);
    lanes.push(lane);
  }
  return lanes;
};

/** Opens all or, when one fails, none. */
export const openAll = async (
  paths: readonly string[],
  flags: 'a' | 'w',
  room: Room = noPatience,
): Promise<readonly Appender[]> => {
  const opened: Appender[] = [];
  try {
    for (const path of paths) opened.push(await openAppender(path, flags, { room }));
    for (const folder of new Set(paths.map(dirname))) await syncDirectory(folder);
    return opened;
  } catch (error) {
    await Promise.allSettled(opened.map(appender => appender.close()));
    throw error;
  }
};

/** @throws the first failure, after all have been closed */
export const closeAll = async (appenders: readonly Appender[]): Promise<void> => {
  const closed = await Promise.allSettled(appenders.map(appender => appender.close()));
  const failed = closed.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
};

/** Counts what earlier commands have done. */
const countResumed = ({ table, progress: task }: ScoreLane, progress: Progress): void => {
  const [headline] = table.columns;
  if (task !== undefined) task.trials = table.trials;
  count(progress, task, 'planned', countPlanned(table));
  for (const [slot, flag] of table.completions.entries()) {
    if (flag === 0) continue;
    progress.resumed += 1;
    count(progress, task, 'generated');
    if (flag === 2) count(progress, task, 'truncated');
    const verdict = headline === undefined ? null : verdictAt(headline, slot);
    if (headline !== undefined && verdict !== null && !wantsVerdict(table, headline, slot)) {
      countVerdict(progress, task, verdict);
    }
  }
};

/** Writes a completion down, then counts it. */
export const keepCompletion = (
  lane: RunLane,
  slot: number,
  completion: Completion,
  progress: Progress,
): Promise<void> =>
  lane.completions.append(encodeCompletion(completion)).then(() => {
    noteCompletion(lane.table, slot, completion);
    // What was there under this key counts no more.
    lane.table.fingerprints[slot] = 0n;
    count(progress, lane.progress, 'generated');
    if (lane.table.completions[slot] === 2) count(progress, lane.progress, 'truncated');
  });

/** Writes a turn of an episode down, then counts it. */
export const keepTurn = async ({ turns }: RunLane, turn: Turn, progress: Progress): Promise<void> => {
  if (turns === null) throw new Error(`the turns of ${turn.key} have no file`);
  await turns.append(encodeTurn(turn));
  if (turn.record !== 'reply') return;
  progress.turns += 1;
  countTokens(progress, turn);
};

/** All that is open. */
export const filesOf = ({ completions, verdicts, turns }: RunLane): readonly Appender[] => [
  completions,
  ...verdicts,
  ...(turns === null ? [] : [turns]),
];

/** Writes a verdict down, then counts it. */
export const keepVerdict = async (lane: RunLane, verdict: Verdict, progress: Progress): Promise<void> => {
  await lane.verdicts[placeOf(lane, verdict)]?.put(encodeVerdict(verdict));
  countScored(lane, verdict, progress);
};

/** The place of a verdict's grader among those of its task. */
const placeOf = ({ table }: ScoreLane, { grader }: Verdict): number =>
  table.columns.findIndex(({ name }) => name === grader);

/** Counts a verdict that is written down. */
export const countScored = (lane: ScoreLane, verdict: Verdict, progress: Progress): void => {
  const place = placeOf(lane, verdict);
  const column = lane.table.columns[place];
  if (column === undefined) return;
  noteVerdict(column, slotOf(lane.table, verdict), verdict);
  if (place === 0) countVerdict(progress, lane.progress, verdict.verdict);
};
