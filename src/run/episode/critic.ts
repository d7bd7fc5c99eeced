import type {
  Action,
  BenchmarkIdentity,
  CallContext,
  Effect,
  Feedback,
  Message,
  Sample,
} from '../../core/index.ts';

/** Who comments, for the manifest. */
export type CritiqueIdentity = NonNullable<NonNullable<BenchmarkIdentity['interaction']>['critique']>;

/** A turn that does not end its episode, as a critic is shown it. */
export type CommentedTurn = {
  /** All that was said, the reply of this turn last. */
  readonly dialogue: readonly Message[];
  readonly sample: Sample;
  readonly action: Action;
  readonly effect: Effect;
  /** What the environment shows of it. */
  readonly observation: string;
  readonly standing: { readonly turn: number; readonly stepsLeft: number; readonly proposalsLeft: number };
};

/** Comments on turns, between the environment's observation and the model's next reply. */
export type Critic = {
  readonly identity: CritiqueIdentity;
  /**
   * @returns null where there is nothing to say
   * @throws what leaves the turn without a comment: the episode stops there, and the next command goes on from it
   */
  comment(turn: CommentedTurn, context: CallContext): Promise<Feedback | null>;
};
