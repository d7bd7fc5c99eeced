import type { EpisodeRecord } from './episode.ts';
import type { Sample } from './sample.ts';

/** What a record of a benchmark's own harness holds, in our words. */
export type HarnessAnswer =
  | {
      readonly id: string;
      /** The last reply, where there were several. */
      readonly text: string;
      readonly episode?: EpisodeRecord;
      /** As `Completion.revision`. */
      readonly revision?: string;
      /** In any shape that `readUsage` knows. */
      readonly usage?: unknown;
    }
  /** No answer to a sample of ours; why not, in words that go on behind a number of rows. */
  | { readonly leftOut: string };

/**
 * How recorded outputs are read that the benchmark's own harness has written: one JSON line a sample, which names its
 * sample in another way than by the ids of ours.
 */
export type HarnessRecords<S extends Sample = Sample> = {
  /** Name of the files, without `.gz`: found anywhere below a folder. */
  readonly fileName: string;
  /** True for a row of that harness. */
  isRow(value: unknown): boolean;
  /** A reader of its rows. Pure, and bounded in time. */
  reader(samples: readonly S[]): (row: unknown) => HarnessAnswer;
};
