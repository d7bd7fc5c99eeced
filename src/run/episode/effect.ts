import {
  type Action,
  type Completion,
  type Effect,
  type Execute,
  executionRecordOf,
  type Judgement,
  type Sample,
  type TurnEffect,
} from '../../core/index.ts';
import { judge } from '../judge.ts';
import type { PlannedTask } from '../plan.ts';
import type { Cells } from './cells.ts';

/** What an effect takes to come about. */
export type Environment = {
  readonly planned: PlannedTask;
  readonly sample: Sample;
  /** Null for an interaction without code. */
  readonly cells: Cells | null;
  readonly execute: Execute;
};

/** A fault of ours that leaves a turn without an effect: the episode stops there, and can go on from it. */
export class TurnFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'TurnFault';
    this.code = code;
  }
}

/**
 * Does what a reply asks for.
 * @param completion the reply of the turn
 * @throws TurnFault when the fault is ours; EurusError `SANDBOX_MISSING`, `SANDBOX_FAULT`, `INTERRUPTED`
 */
export const effectOf = async (
  action: Action,
  completion: Completion,
  { planned, sample, cells, execute }: Environment,
): Promise<Effect> => {
  if (action.kind === 'nothing') return { kind: 'nothing', why: action.why };
  if (action.kind === 'proposal') {
    return judged(completion, planned, sample, execute);
  }
  if (cells === null) return { kind: 'nothing', why: 'no code can be run here' };
  // A module that is not there is shown to the model as any error is.
  const cell = await cells.run(action.text);
  // What the model would be shown is the machine's doing, and would change all that it says after.
  if (cell.starved === true) throw new TurnFault('UNSCORED', 'the machine had no processor for a cell');
  return { kind: 'executed', cell };
};

const judged = async (
  completion: Completion,
  { name, task: { protocol } }: PlannedTask,
  sample: Sample,
  execute: Execute,
): Promise<Extract<Effect, { kind: 'judged' }>> => {
  const grader = judgeOf(protocol);
  if (grader === undefined) throw new Error(`${name} has no grader ${protocol.interaction?.judge}`);
  const { endsAtLimit = false } = protocol;
  const named = { name: protocol.interaction?.judge ?? '', grader, endsAtLimit };
  const verdict = await judge(completion, sample, named, execute);
  const { reason, outcome, missing, parts, answer, execution } = verdict;
  if (verdict.verdict === 'unscored') {
    throw new TurnFault('UNSCORED', `the proposal could not be judged: ${reason}`);
  }
  const judgement: Judgement = {
    ...{ verdict: verdict.verdict, reason, outcome },
    ...(missing === undefined ? {} : { missing }),
    ...(parts === undefined ? {} : { parts }),
    ...(answer === undefined ? {} : { answer }),
  };
  return { kind: 'judged', judgement, ...(execution === undefined ? {} : { execution }) };
};

/** The grader by which the environment calls a proposal right or wrong. */
export const judgeOf = ({ interaction, graders }: PlannedTask['task']['protocol']) =>
  interaction !== undefined && Object.hasOwn(graders, interaction.judge)
    ? graders[interaction.judge]
    : undefined;

/** What a record keeps of an effect beside its observation. */
export const recordedEffect = (
  effect: Effect,
  judge: string,
): Pick<TurnEffect, 'execution' | 'lost' | 'judged'> => {
  if (effect.kind === 'executed') {
    const { lost } = effect.cell;
    return { execution: executionRecordOf(effect.cell), ...(lost === undefined ? {} : { lost }) };
  }
  if (effect.kind === 'nothing') return {};
  const { execution, judgement } = effect;
  const { verdict, reason } = judgement;
  return {
    judged: { grader: judge, verdict, reason },
    ...(execution === undefined ? {} : { execution }),
  };
};
