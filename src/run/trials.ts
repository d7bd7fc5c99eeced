import {
  type Completion,
  type Ending,
  EurusError,
  endingOf,
  type Part,
  scoreOf,
  type Verdict,
  type VerdictName,
  verdictNames,
} from '../core/index.ts';
import { createTokenTally, type TokenTally } from '../metric/index.ts';
import { createEndpointTally, type EndpointTally } from './endpoint-tally.ts';
import type { NamedGrader, PlannedTask } from './plan.ts';

/** What one grader found: a byte and a number a trial. */
export type VerdictColumn = NamedGrader & {
  /** 0 = none yet, else 1 + the verdict's place in `verdictNames`. */
  readonly codes: Uint8Array;
  readonly durationMs: Float64Array;
  /** What verdicts are made of, by slot, for graders that say so. Equal lists are one list. */
  readonly parts: Map<number, readonly Part[]>;
  readonly distinctParts: Map<string, readonly Part[]>;
  /** Of episodes: the turn of the proposal that was judged, by slot, 0 for none; null for a task of one turn. */
  readonly turns: Uint16Array | null;
};

export type ScoreColumn = { readonly name: string; readonly values: Float64Array };

/**
 * How far each planned trial of a task is. Texts are not kept: 200,000 trials take a few megabytes.
 * A trial's slot is `place of its sample × trials + trial`.
 */
export type TrialTable = {
  readonly planned: PlannedTask;
  /** Trials a sample. */
  readonly trials: number;
  /** True when verdicts that were our fault are given again. */
  readonly judgesAgain: boolean;
  /** 0 = no completion yet, else 1 + the place of its ending in `endings`: 2 is cut off by the token limit. */
  readonly completions: Uint8Array;
  /**
   * Start of the SHA-256 of each completion that was there at the start, to know its verdicts by; 0 for those that
   * were not, and those that were replaced since. Those that are asked again have one too, until then.
   */
  readonly fingerprints: BigUint64Array;
  /** 1 where a trial counts as missing when it has no completion. */
  readonly asked: Uint8Array;
  /** Slots whose answer is there and could not be judged, and that are asked again: a recorded one would be no other. */
  readonly again: Set<number>;
  readonly columns: readonly VerdictColumn[];
  /** The score that is asked for, by slot; not a number where an answer has none. Null when none is asked for. */
  readonly scores: ScoreColumn | null;
  /** Of the answers that are there. */
  readonly tokens: TokenTally;
  /** Of several servers, which gave them. */
  readonly endpoints: EndpointTally;
  generationMs: number;
};

/** Most trials of one task: a table of them takes a gigabyte. */
const maxSlots = 50_000_000;

export type TableOptions = {
  /** False where verdicts that were our fault stay. */
  readonly judgesAgain?: boolean;
  /** The score of answers that is asked for. */
  readonly scoreField?: string | undefined;
};

/** @throws EurusError `USAGE` for more trials than a run can keep track of */
export const createTable = (
  planned: PlannedTask,
  trials: number,
  { judgesAgain = true, scoreField }: TableOptions = {},
): TrialTable => {
  const slots = planned.samples.length * trials;
  if (slots > maxSlots) {
    throw new EurusError(
      'USAGE',
      `${planned.name}: ${planned.samples.length} samples × ${trials} trials are too many for one run`,
      { hint: `At most ${maxSlots} trials; ask for fewer with --n or --limit.` },
    );
  }
  return {
    planned,
    trials,
    judgesAgain,
    completions: new Uint8Array(slots),
    fingerprints: new BigUint64Array(slots),
    asked: new Uint8Array(slots).fill(1),
    again: new Set(),
    columns: planned.graders.map(grader => ({
      ...grader,
      codes: new Uint8Array(slots),
      durationMs: new Float64Array(slots),
      parts: new Map(),
      distinctParts: new Map(),
      turns: planned.task.protocol.interaction === undefined ? null : new Uint16Array(slots),
    })),
    scores:
      scoreField === undefined
        ? null
        : { name: scoreField, values: new Float64Array(slots).fill(Number.NaN) },
    tokens: createTokenTally(),
    endpoints: createEndpointTally(),
    generationMs: 0,
  };
};

/** The slot of a record, or -1 when its trial is not planned now. */
export const slotOf = (table: TrialTable, { id, trial }: { id: string; trial: number }): number => {
  const sample = table.planned.indexOf.get(id);
  return sample === undefined || trial >= table.trials ? -1 : sample * table.trials + trial;
};

export const noteCompletion = (table: TrialTable, slot: number, completion: Completion): void => {
  table.completions[slot] = 1 + endings.indexOf(endingIn(table.planned, completion));
  // A request that failed for good is no answer.
  if (completion.error === null) table.tokens.add(completion.usage);
  table.endpoints.add(completion);
  table.generationMs += completion.latencyMs ?? 0;
  if (table.scores !== null) {
    table.scores.values[slot] = scoreOf(completion, table.scores.name) ?? Number.NaN;
  }
};

const endings: readonly Ending[] = ['finished', 'cut-off', 'filtered', 'unknown'];

/** How a completion of a task ended: where the token limit is the form of the answer, reaching it takes nothing away. */
export const endingIn = ({ task: { protocol } }: PlannedTask, completion: Completion): Ending => {
  const ending = completion.error === null ? endingOf(completion) : 'finished';
  return ending === 'cut-off' && protocol.endsAtLimit === true ? 'finished' : ending;
};

/** How a trial's completion ended; null when there is none. */
export const endingAt = ({ completions }: TrialTable, slot: number): Ending | null =>
  endings[(completions[slot] ?? 0) - 1] ?? null;

export const noteVerdict = (column: VerdictColumn, slot: number, verdict: Verdict): void => {
  column.codes[slot] = 1 + verdictNames.indexOf(verdict.verdict);
  column.durationMs[slot] = verdict.durationMs;
  if (column.turns !== null) column.turns[slot] = verdict.turn ?? 0;
  if (verdict.parts === undefined) column.parts.delete(slot);
  else column.parts.set(slot, onceOf(column, verdict.parts));
};

/** The list itself, or one equal to it that is there already: many verdicts fail in the same few ways. */
const onceOf = ({ distinctParts }: VerdictColumn, parts: readonly Part[]): readonly Part[] => {
  const text = JSON.stringify(parts);
  const known = distinctParts.get(text);
  if (known !== undefined) return known;
  distinctParts.set(text, parts);
  return parts;
};

/** The first 16 hex digits of a SHA-256 as a number; 0 for what is none. */
export const fingerprint = (sha256: string): bigint =>
  /^[0-9a-f]{16}/.test(sha256) ? BigInt(`0x${sha256.slice(0, 16)}`) : 0n;

/**
 * Says which trials ought to be there: of each of the samples `trials`, whatever their numbers. Others count when
 * they have a completion.
 */
export const markAsked = (table: TrialTable, ids: ReadonlySet<string>, trials: number): void => {
  table.asked.fill(0);
  for (const [index, { id }] of table.planned.samples.entries()) {
    if (!ids.has(id)) continue;
    const start = index * table.trials;
    const flags = table.completions.subarray(start, start + table.trials);
    let lacking = trials - flags.reduce((there, flag) => there + (flag > 0 ? 1 : 0), 0);
    for (let trial = 0; trial < table.trials && lacking > 0; trial += 1) {
      if (flags[trial] !== 0) continue;
      table.asked[start + trial] = 1;
      lacking -= 1;
    }
  }
};

/** True for a trial that the command is about. */
export const isPlanned = ({ completions, asked }: TrialTable, slot: number): boolean =>
  completions[slot] !== 0 || asked[slot] === 1;

/** Slots of completions that are there and that some grader could not judge. */
export const unjudgeable = ({ completions, columns }: TrialTable): ReadonlySet<number> => {
  const slots = new Set<number>();
  for (const [slot, flag] of completions.entries()) {
    if (flag > 0 && columns.some(column => verdictAt(column, slot) === 'unscored')) slots.add(slot);
  }
  return slots;
};

/** Forgets all verdicts on a trial. */
export const forgetVerdicts = ({ columns }: TrialTable, slot: number): void => {
  for (const column of columns) {
    column.codes[slot] = 0;
    column.durationMs[slot] = 0;
    column.parts.delete(slot);
    column.turns?.fill(0, slot, slot + 1);
  }
};

/** Forgets all completions. */
export const forgetCompletions = (table: TrialTable): void => {
  table.completions.fill(0);
  table.fingerprints.fill(0n);
  table.tokens.clear();
  table.endpoints.clear();
  table.generationMs = 0;
};

/** The score of a trial's answer; null when it has none, or none is asked for. */
export const scoreAt = ({ scores }: TrialTable, slot: number): number | null => {
  const score = scores?.values[slot];
  return score === undefined || Number.isNaN(score) ? null : score;
};

/** The turn of the proposal that a verdict is on; undefined where there is none. */
export const turnAt = ({ turns }: VerdictColumn, slot: number): number | undefined =>
  turns?.[slot] || undefined;

/** A trial's verdict, or null when it has none yet. */
export const verdictAt = (column: VerdictColumn, slot: number): VerdictName | null =>
  verdictNames[(column.codes[slot] ?? 0) - 1] ?? null;
