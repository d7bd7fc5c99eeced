import type { PlannedTask } from './plan.ts';
import { isPlanned, type TrialTable, type VerdictColumn, verdictAt } from './trials.ts';

/** How many trials the command is about. */
export const countPlanned = (table: TrialTable): number =>
  countSlots(table.completions, (_flag, slot) => isPlanned(table, slot));

/** True when a trial is still to be judged, or again because the fault was ours. */
export const wantsVerdict = (
  { judgesAgain }: Pick<TrialTable, 'judgesAgain'>,
  column: VerdictColumn,
  slot: number,
): boolean => {
  const verdict = verdictAt(column, slot);
  return verdict === null || (judgesAgain && verdict === 'unscored');
};

/** True when a grader has looked at a trial and could not judge it, or has not looked at all. */
const lacksVerdict = (column: VerdictColumn, slot: number): boolean =>
  wantsVerdict({ judgesAgain: true }, column, slot);

/** How many planned trials have a completion. */
export const countCompleted = ({ completions }: TrialTable): number =>
  countSlots(completions, flag => flag > 0);

/** How many completions at least one grader has still to judge, or could not. */
export const countLacking = ({ completions, columns }: TrialTable): number =>
  countSlots(completions, (flag, slot) => flag > 0 && columns.some(column => lacksVerdict(column, slot)));

/** How many completions at least one grader is to judge now. */
export const countToScore = (table: TrialTable): number =>
  countSlots(
    table.completions,
    (flag, slot) => flag > 0 && table.columns.some(column => wantsVerdict(table, column, slot)),
  );

/** How many completions at least one grader has not looked at. */
export const countUnjudged = ({ completions, columns }: TrialTable): number =>
  countSlots(
    completions,
    (flag, slot) => flag > 0 && columns.some(column => verdictAt(column, slot) === null),
  );

/** True when a grader that runs code has something to judge, or will have when what is missing is asked for. */
export const needsSandbox = (table: TrialTable, asks: boolean): boolean => {
  if (asks && playsPrograms(table)) return true;
  const columns = table.columns.filter(({ grader }) => grader.runsCode === true);
  return countToScore({ ...table, columns }) > 0 || (columns.length > 0 && asks && !isComplete(table));
};

/** True when turns are still to be asked for that run code, or programs that judge proposals. */
export const playsPrograms = (table: TrialTable): boolean => !isComplete(table) && runsTurns(table.planned);

const runsTurns = ({ task: { protocol } }: PlannedTask): boolean => {
  const { interaction, graders } = protocol;
  if (interaction === undefined) return false;
  return interaction.session !== undefined || graders[interaction.judge]?.runsCode === true;
};

/** True when a trial is missing in whose turns code is run. */
export const runsCells = (table: TrialTable): boolean =>
  !isComplete(table) && table.planned.task.protocol.interaction?.session !== undefined;

const isComplete = (table: TrialTable): boolean => countCompleted(table) === table.completions.length;

const countSlots = (completions: Uint8Array, has: (flag: number, slot: number) => boolean): number =>
  completions.reduce((count, flag, slot) => count + (has(flag, slot) ? 1 : 0), 0);
