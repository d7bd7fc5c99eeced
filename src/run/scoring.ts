import type { Completion, Execute, Sample, Verdict } from '../core/index.ts';
import type { Halt } from './halt.ts';
import { judge } from './judge.ts';
import type { NamedGrader } from './plan.ts';
import { createPool, type Pool } from './pool.ts';

/** A completion, and who is to judge it. */
export type Job<Target> = {
  readonly completion: Completion;
  readonly sample: Sample;
  readonly graders: readonly NamedGrader[];
  /** Where its verdicts belong; handed back to `record`. */
  readonly target: Target;
};

export type ScoringOptions<Target> = {
  readonly execute: Execute;
  /** Completions judged at the same time. */
  readonly concurrency: number;
  readonly halt: Halt;
  record(verdict: Verdict, job: Job<Target>): void | Promise<void>;
};

/** Judges completions as they come. A failure that no other completion would escape halts everything. */
export const createScoring = <Target>(options: ScoringOptions<Target>): Pool<Job<Target>> => {
  const { execute, concurrency, halt, record } = options;
  const work = async (job: Job<Target>): Promise<void> => {
    try {
      for (const grader of job.graders) {
        if (halt.signal.aborted) return;
        const verdict = await judge(job.completion, job.sample, grader, execute);
        // What was being judged while the sandbox was torn down says nothing about the answer.
        if (halt.signal.aborted) return;
        await record(verdict, job);
      }
    } catch (error) {
      halt.fail(error);
    }
  };
  return createPool(concurrency, 2 * concurrency, work);
};
