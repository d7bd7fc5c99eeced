import type { Sample } from '../core/index.ts';
import { sha256OfJson } from '../run/index.ts';

/** Names samples by their content, each worked out once: the beginning of their SHA-256. */
export const sampleMarks = (): ((sample: Sample) => string) => {
  const known = new WeakMap<Sample, string>();
  return sample => {
    const before = known.get(sample);
    if (before !== undefined) return before;
    const mark = sha256OfJson(sample).slice(0, 16);
    known.set(sample, mark);
    return mark;
  };
};
