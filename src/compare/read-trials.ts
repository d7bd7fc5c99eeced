import type { VerdictName } from '../core/index.ts';
import { type GraderRecord, newestVerdicts } from '../record/index.ts';

/** What became of one sample's trials, as one grader of one run judged them. */
export type SampleTrials = {
  correct: number;
  /** Scored ones. */
  trials: number;
  unscored: number;
  /** Of the first trial. */
  verdict: VerdictName;
  /** Line of the first trial's verdict, from 1. */
  line: number;
};

/** The trials of each sample, by sample id: one small record a sample, no texts. */
export const readTrials = async ({ verdicts }: GraderRecord): Promise<ReadonlyMap<string, SampleTrials>> => {
  const newest = await newestVerdicts(verdicts, ({ id, trial, verdict }, { line }) => ({
    ...{ id, trial, verdict, line },
  }));
  const samples = new Map<string, SampleTrials & { first: number }>();
  for (const { id, trial, verdict, line } of newest.values()) {
    const sample = samples.get(id) ?? { correct: 0, trials: 0, unscored: 0, verdict, line, first: trial };
    samples.set(id, sample);
    if (verdict === 'unscored') sample.unscored += 1;
    else sample.trials += 1;
    if (verdict === 'correct') sample.correct += 1;
    if (trial < sample.first) Object.assign(sample, { first: trial, verdict, line });
  }
  return samples;
};
