/** What a gold asks for beyond its value. */
export type Meaning = {
  /** `required`: the words of a unit and their powers must be the gold's. */
  readonly units: 'ignored' | 'required';
  /**
   * `by-brackets`: lists and sets in any order, tuples in theirs. `required`: lists too in the gold's order. `free`:
   * tuples too in any order; not intervals.
   */
  readonly order: 'by-brackets' | 'required' | 'free';
  /** Relative, of the gold's value; 0 for exact values. */
  readonly tolerance: number;
};

export const usualMeaning: Meaning = { units: 'ignored', order: 'by-brackets', tolerance: 0 };
