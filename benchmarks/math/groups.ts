/** The subjects in the order of the benchmark's own tables. */
const subjects = [
  'Prealgebra',
  'Algebra',
  'Number Theory',
  'Counting & Probability',
  'Geometry',
  'Intermediate Algebra',
  'Precalculus',
] as const;

const levels = ['1', '2', '3', '4', '5'] as const;

const both = (subject: string, level: string): string => `${subject}, level ${level}`;

/** How the values of each dimension are listed. */
export const groupOrder: Readonly<Record<string, readonly string[]>> = {
  level: levels,
  subject: subjects,
  'subject-level': subjects.flatMap(subject => levels.map(level => both(subject, level))),
};

/**
 * Where a problem belongs. One without a known level counts in the total and in its subject, and in no table of
 * levels.
 * @param level its digits; null when the data gives none
 */
export const groupsOf = (subject: string, level: string | null): Readonly<Record<string, string>> =>
  level === null ? { subject } : { level, subject, 'subject-level': both(subject, level) };
