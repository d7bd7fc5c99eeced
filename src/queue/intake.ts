import { completionSha256, type Job, type Pool, type ScoringOptions } from '../run/index.ts';
import { most } from './messages.ts';
import type { Ledger, Outstanding } from './outstanding.ts';
import type { sampleMarks } from './sample-mark.ts';
import { tooLongFor, unjudged } from './unjudged.ts';

export type IntakeOptions<Target> = {
  readonly ledger: Ledger;
  readonly record: ScoringOptions<Target>['record'];
  readonly markOf: ReturnType<typeof sampleMarks>;
  /** Takes what is to be handed in. */
  add(entry: Outstanding): void;
  /** Nothing more comes for now: what was collected is to go out. */
  ended(): void;
  /** More comes after all. */
  began(): void;
};

/** Where completions come in that are to be judged by workers. */
export const createIntake = <Target>({
  ledger,
  record,
  markOf,
  add,
  ended,
  began,
}: IntakeOptions<Target>): Pool<Job<Target>> => ({
  submit: async job => {
    // Once the work is being stopped, what comes in is left for the next command.
    if (!(await ledger.room())) return;
    began();
    const { completion, sample, graders } = job;
    const entry = ledger.enter({
      task: `${completion.benchmark}.${completion.protocol}`,
      completion,
      completionSha256: completionSha256(completion),
      sample: markOf(sample),
      graders: graders.map(({ name }) => name),
      deliver: verdict => record(verdict, job),
    });
    if (entry.units <= most.completion) return add(entry);
    ledger.drop(entry.number);
    try {
      for (const verdict of unjudged(entry, tooLongFor)) await record(verdict, job);
    } finally {
      ledger.release(entry);
    }
  },
  idle: async () => {
    ended();
    await ledger.idle();
  },
});
