import { describe, expect, it } from 'vitest';
import { type VerdictName, verdictNames } from '../../src/core/index.ts';
import type { RowQuery } from '../../src/view/api.ts';
import { decodeRowQuery } from '../../src/view/decode-query.ts';
import { betterThan, matchingRows, noVerdict, pageOf, type RowTable, wordsOf } from '../../src/view/query.ts';

type Line = {
  readonly id: string;
  readonly trial?: number;
  readonly verdict?: VerdictName | null;
  readonly extracted?: string | null;
  readonly reason?: string;
  readonly truncated?: boolean;
  readonly tokens?: number;
  readonly latency?: number;
  readonly differing?: boolean;
};

/** Samples: id, gold answer, level, subject. */
const samples: readonly (readonly [string, string, string, string | null])[] = [
  ['q10', '42', 'hard', 'algebra'],
  ['q9', 'Paris', 'easy', null],
  ['q2', '7', 'hard', 'geometry'],
];

const tableOf = (lines: readonly Line[]): RowTable => {
  const levels = ['hard', 'easy'];
  const subjects = ['algebra', 'geometry'];
  const reasons = [...new Set(lines.map(({ reason = '' }) => reason))];
  return {
    benchmark: 'b',
    protocol: 'cot',
    rows: lines.length,
    samples: {
      count: samples.length,
      ids: samples.map(([id]) => id),
      targets: samples.map(([, target]) => target),
      dimensions: [
        { name: 'level', values: levels, codeOf: samples.map(([, , level]) => levels.indexOf(level)) },
        { name: 'subject', values: subjects, codeOf: samples.map(([, , , s]) => subjects.indexOf(s ?? '')) },
      ],
    },
    sampleOf: lines.map(({ id }) => samples.findIndex(([known]) => known === id)),
    trialOf: lines.map(({ trial = 0 }) => trial),
    verdictOf: lines.map(({ verdict = 'correct' }) =>
      verdict === null ? noVerdict : verdictNames.indexOf(verdict),
    ),
    extractedOf: lines.map(({ extracted = null }) => extracted),
    reasonOf: lines.map(({ reason = '' }) => reasons.indexOf(reason)),
    reasons,
    truncatedOf: lines.map(({ truncated = false }) => (truncated ? 1 : 0)),
    tokensOf: lines.map(({ tokens = -1 }) => tokens),
    latencyOf: lines.map(({ latency = -1 }) => latency),
    differingOf: lines.map(({ differing = false }) => (differing ? 1 : 0)),
  };
};

/** As records arrive: not in the order of the data. */
const table = tableOf([
  {
    id: 'q9',
    verdict: 'incorrect',
    extracted: 'London',
    reason: 'not the same text',
    tokens: 30,
    latency: 5,
  },
  { id: 'q10', trial: 1, verdict: 'correct', extracted: '42', reason: 'equal', tokens: 10, differing: true },
  { id: 'q10', verdict: 'no-answer', reason: 'nothing was found', truncated: true, tokens: 99, latency: 80 },
  { id: 'q2', verdict: null, latency: 1 },
  { id: 'q9', trial: 1, verdict: 'unscored', reason: 'the sandbox failed', tokens: 30, latency: 40 },
]);

const all = { run: 'r', task: 't', grader: 'g' };
const keys = (query: Partial<RowQuery>, given = table, beside = {}): readonly string[] =>
  pageOf(given, matchingRows(given, { ...all, ...query }, beside), {}).rows.map(
    ({ id, trial }) => `${id}/${trial}`,
  );

describe('matchingRows', () => {
  it.each<readonly [string, Partial<RowQuery>, readonly string[]]>([
    ['everything in the order of the data', {}, ['q10/0', 'q10/1', 'q9/0', 'q9/1', 'q2/0']],
    ['by verdict', { verdicts: ['correct', 'unscored'] }, ['q10/1', 'q9/1']],
    ['no verdict at all', { verdicts: [] }, []],
    ['by a group', { groups: { level: ['hard'] } }, ['q10/0', 'q10/1', 'q2/0']],
    ['by two groups', { groups: { level: ['hard'], subject: ['geometry'] } }, ['q2/0']],
    ['one of several values', { groups: { subject: ['geometry', 'algebra'] } }, ['q10/0', 'q10/1', 'q2/0']],
    ['a value that nobody has', { groups: { level: ['impossible'] } }, []],
    ['a dimension that nobody has', { groups: { colour: ['red'] } }, []],
    ['a dimension by an inherited name', { groups: { constructor: ['x'] } }, []],
    ['cut off', { truncated: true }, ['q10/0']],
    ['not cut off', { truncated: false }, ['q10/1', 'q9/0', 'q9/1', 'q2/0']],
    ['graders differ', { differing: true }, ['q10/1']],
    ['search in the id', { search: 'Q9' }, ['q9/0', 'q9/1']],
    ['search in the answer', { search: 'LOND' }, ['q9/0']],
    ['search in the gold answer', { search: 'paris' }, ['q9/0', 'q9/1']],
    ['search in the reason', { search: 'sandbox' }, ['q9/1']],
    ['search in a group', { search: 'geometry' }, ['q2/0']],
    ['every word, in any field', { search: 'london text' }, ['q9/0']],
    ['words that no row has together', { search: 'london sandbox' }, []],
    ['a phrase', { search: '"the same"' }, ['q9/0']],
    ['the words of a phrase apart', { search: '"same the"' }, []],
    ['blanks only', { search: '  ' }, ['q10/0', 'q10/1', 'q9/0', 'q9/1', 'q2/0']],
    ['what a pattern would mean', { search: '.*' }, []],
    [
      'data, backwards',
      { sort: { by: 'data', descending: true } },
      ['q2/0', 'q9/1', 'q9/0', 'q10/1', 'q10/0'],
    ],
    [
      'by id, numbers by value',
      { sort: { by: 'id', descending: false } },
      ['q2/0', 'q9/0', 'q9/1', 'q10/0', 'q10/1'],
    ],
    [
      'by verdict, none last',
      { sort: { by: 'verdict', descending: false } },
      ['q10/1', 'q9/0', 'q10/0', 'q9/1', 'q2/0'],
    ],
    [
      'by tokens, ties by the data',
      { sort: { by: 'tokens', descending: false } },
      ['q10/1', 'q9/0', 'q9/1', 'q10/0', 'q2/0'],
    ],
    [
      'by tokens down, none last',
      { sort: { by: 'tokens', descending: true } },
      ['q10/0', 'q9/0', 'q9/1', 'q10/1', 'q2/0'],
    ],
    [
      'by latency',
      { sort: { by: 'latency', descending: false } },
      ['q2/0', 'q9/0', 'q9/1', 'q10/0', 'q10/1'],
    ],
    ['several at once', { groups: { level: ['easy'] }, verdicts: ['incorrect'], search: 'london' }, ['q9/0']],
  ])('finds %s', (_, query, expected) => {
    expect(keys(query)).toEqual(expected);
  });

  it('takes what was found in the texts of completions', () => {
    const textHits = [0, 1, 0, 1, 0];
    expect(keys({ text: 'anything' }, table, { textHits })).toEqual(['q10/1', 'q2/0']);
    expect(keys({ text: 'anything', verdicts: ['correct'] }, table, { textHits })).toEqual(['q10/1']);
    expect(keys({ text: 'anything' })).toEqual([]);
  });

  it('finds samples on which one of two runs did better', () => {
    const other = tableOf([
      { id: 'q9', verdict: 'correct' },
      { id: 'q10', verdict: 'incorrect' },
      { id: 'q10', trial: 1, verdict: 'incorrect' },
      { id: 'q2', verdict: 'correct' },
    ]);
    const flips = (kind: 'fixed' | 'broken' | 'either') =>
      keys({ against: { run: 'other', flips: kind } }, table, { other });
    expect(flips('fixed')).toEqual(['q10/0', 'q10/1']);
    expect(flips('broken')).toEqual(['q9/0', 'q9/1']);
    expect(flips('either')).toEqual(['q10/0', 'q10/1', 'q9/0', 'q9/1']);
    expect(keys({ against: { run: 'other', flips: 'either' } })).toEqual([]);
  });
});

describe('betterThan', () => {
  it('compares shares of correct trials, and leaves out what was not scored', () => {
    const mine = tableOf([
      { id: 'q10', verdict: 'correct' },
      { id: 'q10', trial: 1, verdict: 'incorrect' },
      { id: 'q9', verdict: 'unscored' },
      { id: 'q2', verdict: 'correct' },
    ]);
    const theirs = tableOf([
      { id: 'q10', verdict: 'correct' },
      { id: 'q10', trial: 1, verdict: 'incorrect' },
      { id: 'q10', trial: 2, verdict: 'no-answer' },
      { id: 'q9', verdict: 'correct' },
      { id: 'q2', verdict: 'correct' },
    ]);
    expect([...betterThan(mine, theirs)]).toEqual([1, 0, 0]);
    expect([...betterThan(theirs, mine)]).toEqual([-1, 0, 0]);
  });
});

describe('pageOf', () => {
  it('cuts a page out of what matches and counts all of it', () => {
    const rows = matchingRows(table, all);
    const page = pageOf(table, rows, { offset: 1, limit: 2 });
    expect(page).toMatchObject({ total: 5, matched: 5, offset: 1 });
    expect(page.rows.map(({ key }) => key)).toEqual(['b.cot/q10/1', 'b.cot/q9/0']);
    expect(page.counts).toEqual({ correct: 1, incorrect: 1, 'no-answer': 1, unscored: 1 });
    expect(pageOf(table, rows, { offset: 99 }).rows).toEqual([]);
    expect(pageOf(table, rows, { limit: 0 }).rows).toEqual([]);
  });

  it('gives rows with all that a line shows', () => {
    const [row] = pageOf(table, matchingRows(table, { ...all, search: 'london' }), {}).rows;
    expect(row).toEqual({
      ...{
        key: 'b.cot/q9/0',
        id: 'q9',
        trial: 0,
        verdict: 'incorrect',
        extracted: 'London',
        target: 'Paris',
      },
      ...{ reason: 'not the same text', groups: { level: 'easy' }, truncated: false },
      ...{ outputTokens: 30, latencyMs: 5 },
    });
  });
});

describe('wordsOf', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['Two  Words', ['two', 'words']],
    ['a "b  c" d', ['a', 'b  c', 'd']],
    ['"open end', ['open end']],
    ['"" x', ['x']],
    ['a"b c"', ['a', 'b c']],
  ])('reads %s', (search, words) => {
    expect(wordsOf(search)).toEqual(words);
  });
});

describe('decodeRowQuery', () => {
  it('takes every field', () => {
    const query: RowQuery = {
      ...all,
      ...{ verdicts: ['correct'], groups: { level: ['hard'] }, truncated: true, differing: false },
      ...{ against: { run: 'x', flips: 'fixed' }, search: 'a', text: 'b' },
      ...{ sort: { by: 'tokens', descending: true }, offset: 100, limit: 500 },
    };
    expect(decodeRowQuery(JSON.parse(JSON.stringify(query)))).toEqual(query);
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['no run', { task: 't', grader: 'g' }],
    ['an unknown field', { ...all, where: 'x' }],
    ['an inherited name', JSON.parse('{"run":"r","task":"t","grader":"g","__proto__":1}')],
    ['another verdict', { ...all, verdicts: ['perfect'] }],
    ['a group that is no list', { ...all, groups: { level: 'hard' } }],
    ['a negative offset', { ...all, offset: -1 }],
    ['half a row', { ...all, offset: 0.5 }],
    ['too many rows', { ...all, limit: 501 }],
    ['an order that there is not', { ...all, sort: { by: 'mood', descending: true } }],
    ['a long text', { ...all, search: 'x'.repeat(1001) }],
  ])('refuses %s in words', (_, value) => {
    expect(typeof decodeRowQuery(value)).toBe('string');
  });
});
