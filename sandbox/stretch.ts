/**
 * How long a program may last at most on a machine that has no processor for it, where its clock leaves out what it
 * waited for one: so many times its limit, and so many milliseconds. The minute is for short limits on machines with dozens
 * of busy processes for each processor.
 */
export const stretch = { factor: 4, extraMs: 60_000 } as const;

/** The longest that a limit can become by it, in milliseconds. */
export const longestMs = (limitMs: number): number => limitMs * stretch.factor + stretch.extraMs;
