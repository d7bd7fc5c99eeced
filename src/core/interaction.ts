import type { Completion } from './completion.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Limits } from './program.ts';
import type { Sample } from './sample.ts';
import type { CellExecution } from './session.ts';
import type { Judgement } from './verdict.ts';

/** What a reply does: run code, propose an answer, or nothing that anybody understands. */
export type Action =
  | { readonly kind: 'code'; readonly text: string }
  /** `text` is for people; graders judge the reply. */
  | { readonly kind: 'proposal'; readonly text: string }
  /** `spends` a proposal where an empty one counts. */
  | { readonly kind: 'nothing'; readonly why: string; readonly spends?: 'proposal' };

/** What came of an action. */
export type Effect =
  | { readonly kind: 'executed'; readonly cell: CellExecution }
  /** `execution`: how the last program ended that was run for it, where one was. */
  | { readonly kind: 'judged'; readonly judgement: Judgement; readonly execution?: ExecutionRecord }
  | { readonly kind: 'nothing'; readonly why: string };

/** How an episode stands after a turn that does not end it. */
export type Standing = {
  /** Turns that have been taken, from 1. */
  readonly turn: number;
  readonly stepsLeft: number;
  readonly proposalsLeft: number;
  /** What the environment showed. */
  readonly observation: string;
  readonly effect: Effect;
  /** What a critic said of the turn; null without one. */
  readonly feedback: string | null;
};

/**
 * How a sample is asked over several turns: the rules of an environment. Pure but for what it is handed: the loop runs
 * the code, asks the judge and keeps the counts.
 */
export type Interaction<S extends Sample = Sample> = {
  /** Raise it when any observation or user turn could change; 1 when absent. */
  readonly version?: number;
  /** Most turns. */
  readonly maxSteps: number;
  /** Most proposals; the episode ends with the last. */
  readonly maxProposals: number;
  /** The session that code runs in; absent where there is no code. */
  readonly session?: {
    /** Our own cells, which run before the first: tools. Not counted in a cell's number. */
    readonly prelude: readonly string[];
    /** Of each cell. */
    readonly limits: Limits;
  };
  /** Name of the protocol's grader by which the environment calls a proposal right or wrong. */
  readonly judge: string;
  /** The reply as it stands in the dialogue that goes on; itself when absent. */
  keep?(reply: string): string;
  /** @param turn from 1: the last may be read otherwise than those before it */
  act(completion: Completion, sample: S, turn: number): Action;
  /** What is shown of it, before `ask` frames it. */
  observe(effect: Effect, sample: S): string;
  /** The next user turn. */
  ask(standing: Standing, sample: S): string;
};
