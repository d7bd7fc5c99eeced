import type { VerdictName } from '../core/index.ts';

/** How one trial ended, as continuous integration shows it. */
export type JunitCase = {
  /** Names it within its suite. */
  readonly name: string;
  /** `missing`: it was to be asked, and has no verdict. */
  readonly verdict: VerdictName | 'missing';
  /** In words; empty for `correct`. */
  readonly reason: string;
  /** More lines to read: what was found in the answer, what was expected. */
  readonly details: readonly string[];
  /** Seconds spent judging. */
  readonly seconds: number;
};

/** Trials of a suite by how they ended. */
export type JunitCounts = Readonly<Record<JunitCase['verdict'], number>> & { readonly seconds: number };

export type JunitSuite = {
  readonly name: string;
  readonly counts: JunitCounts;
  /** What a reader may want to know beside the counts: model, score. */
  readonly properties: readonly (readonly [name: string, value: string])[];
};

/** How a verdict is called there: the model's fault is a failure, ours an error, and what has no verdict is skipped. */
const elementOf: Readonly<Record<JunitCase['verdict'], 'failure' | 'error' | 'skipped' | null>> = {
  correct: null,
  incorrect: 'failure',
  'no-answer': 'failure',
  unscored: 'error',
  missing: 'skipped',
};

/** Longest text of others in an attribute and in an element, in UTF-16 units. */
const maxAttribute = 300;
const maxText = 2000;

/** The start of a JUnit file; suites follow, then `junitEnd`. */
export const junitStart = (name: string, suites: readonly JunitSuite[]): string => {
  const sum = totals(suites.map(({ counts }) => counts));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${attribute(name)}" ${countsText(sum)}>\n`;
};

export const junitEnd = '</testsuites>\n';

/** The start of one suite; its cases follow, then `suiteEnd`. */
export const suiteStart = ({ name, counts, properties }: JunitSuite): string => {
  const listed = properties.map(
    ([key, value]) => `      <property name="${attribute(key)}" value="${attribute(value)}"/>\n`,
  );
  const skipped = `skipped="${counts.missing}"`;
  return `  <testsuite name="${attribute(name)}" ${countsText(counts)} ${skipped}>\n    <properties>\n${listed.join('')}    </properties>\n`;
};

export const suiteEnd = '  </testsuite>\n';

/** One trial. */
export const junitCase = (suite: string, { name, verdict, reason, details, seconds }: JunitCase): string => {
  const start = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="${seconds.toFixed(3)}"`;
  const element = elementOf[verdict];
  if (element === null) return `${start}/>\n`;
  const message = `message="${attribute(reason)}"`;
  if (element === 'skipped') return `${start}><skipped ${message}/></testcase>\n`;
  const text = element === 'failure' || element === 'error' ? [reason, ...details].map(content) : [];
  return `${start}><${element} type="${verdict}" ${message}>${text.join('\n')}</${element}></testcase>\n`;
};

const totals = (all: readonly JunitCounts[]): JunitCounts => {
  const sum = (of: keyof JunitCounts): number => all.reduce((total, counts) => total + counts[of], 0);
  return {
    correct: sum('correct'),
    incorrect: sum('incorrect'),
    'no-answer': sum('no-answer'),
    unscored: sum('unscored'),
    missing: sum('missing'),
    seconds: sum('seconds'),
  };
};

const countsText = (counts: JunitCounts): string => {
  const failures = counts.incorrect + counts['no-answer'];
  const tests = counts.correct + failures + counts.unscored + counts.missing;
  return `tests="${tests}" failures="${failures}" errors="${counts.unscored}" time="${counts.seconds.toFixed(3)}"`;
};

const attribute = (text: string): string =>
  escaped(bounded(text, maxAttribute)).replace(/[\t\n\r]/g, sign => `&#${sign.charCodeAt(0)};`);

const content = (text: string): string => escaped(bounded(text, maxText));

const bounded = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text for XML 1.0: letters that no document may hold (most control characters, halves of pairs, U+FFFE and U+FFFF), and
 * those that are discouraged or turn text around, become U+FFFD.
 */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\p{Bidi_Control}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"']/g, sign => entities[sign] ?? sign);
