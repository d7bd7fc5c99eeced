import { type Completion, decodeVerdict, type Verdict } from '../../core/index.ts';
import { completionSha256 } from '../canonical.ts';
import { growingNumbers } from '../growing.ts';
import { parseRecord } from '../records.ts';
import { type Blocks, openBlocks } from './blocks.ts';
import type { FoundLine } from './found-lines.ts';

/** The verdicts of one grader that a command which was stopped has left, read from its file when they are asked for. */
export type FoundVerdicts = {
  /** @param sample place of its sample among those of the task */
  note(sample: number, trial: number, at: FoundLine): void;
  /** How many are there. */
  count(): number;
  /** The verdict on a completion, and its line; null where there is none, or one on another text. */
  of(sample: number, completion: Completion): Promise<{ verdict: Verdict; line: number } | null>;
  close(): Promise<void>;
};

/** Most places that are kept of one grader, at 4 bytes each; verdicts beyond them are given again. */
const mostSlots = 50_000_000;

/**
 * @param path of the file; it may be appended to
 * @param samples of the task
 */
export const createFoundVerdicts = (path: string, samples: number): FoundVerdicts => {
  /** By trial and sample, 1 + the line. */
  const trials = new Map<number, Uint32Array>();
  const starts = growingNumbers(Float64Array);
  const ends = growingNumbers(Float64Array);
  let blocks: Promise<Blocks> | null = null;
  return {
    note: (sample, trial, { line, start, end }) => {
      let lines = trials.get(trial);
      if (lines === undefined) {
        if ((trials.size + 1) * samples > mostSlots) return;
        lines = new Uint32Array(samples);
        trials.set(trial, lines);
      }
      lines[sample] = line + 1;
      starts.set(line, start);
      ends.set(line, end);
    },
    count: () =>
      [...trials.values()].reduce(
        (sum, lines) => sum + lines.reduce((n, line) => n + (line > 0 ? 1 : 0), 0),
        0,
      ),
    of: async (sample, completion) => {
      const line = (trials.get(completion.trial)?.[sample] ?? 0) - 1;
      if (line < 0) return null;
      blocks ??= openBlocks(path);
      const bytes = await (await blocks).read(starts.at(line), ends.at(line));
      const verdict = parseRecord(bytes.toString('utf8'), decodeVerdict);
      if (verdict === null || verdict.key !== completion.key) return null;
      return verdict.completionSha256 === completionSha256(completion) ? { verdict, line } : null;
    },
    close: async () => (await blocks)?.close(),
  };
};
