import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../../src/cli/tasks.ts';
import type { Summary } from '../../../src/core/index.ts';
import { runCli } from '../../support/cli.ts';
import { expectCode } from '../../support/expect-code.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startGoldServer } from '../../support/gold-server.ts';
import { dataDirectory } from '../../support/requires.ts';
import { rounds } from '../../support/thorough.ts';

export type FullSet = {
  /** As for `run`: `gsm8k`, `gsm8k.cot@official`; each a benchmark or protocol of its own. */
  readonly names: readonly string[];
  /** Rows of the real data by benchmark id. */
  readonly counts: Readonly<Record<string, number>>;
  /** Only so many rows of each, the first ones (default all). */
  readonly first?: number;
  readonly provider?: string;
  readonly api?: 'chat' | 'completions';
  readonly stream?: boolean;
  /** Whether the server gives log-probabilities. */
  readonly logprobs?: boolean;
  /** Further flags of `run`. */
  readonly flags?: readonly string[];
};

/**
 * Most rows of a benchmark. In a whole run every row is asked for once, all answers right; where a known fifth is wrong,
 * hundreds show what all would. Running programs is what takes longest.
 */
const first = {
  right: rounds({ usual: 20, thorough: 700, whole: Number.POSITIVE_INFINITY }),
  programs: rounds({ usual: 20, thorough: 100, whole: 200 }),
  words: rounds({ usual: 100, thorough: 500, whole: 1000 }),
};

const runsPrograms = (names: readonly string[]): boolean =>
  resolveTasks({ names }).some(({ protocol }) =>
    Object.values(protocol.graders).some(({ runsCode }) => runsCode),
  );

/** The set with at most so many rows of each benchmark. */
const cutTo = (set: FullSet, rows: number): FullSet => {
  const most = Math.min(rows, set.first ?? rows);
  const counts = Object.entries(set.counts).map(([id, count]) => [id, Math.min(count, most)] as const);
  const flags = Number.isFinite(most) ? ['--limit', String(most)] : [];
  return { ...set, first: most, counts: Object.fromEntries(counts), flags: [...(set.flags ?? []), ...flags] };
};

const isFifth = (_key: string, index: number): boolean => index % 5 === 3;

/** One run of the real program over the real data, answered by the gold server. */
export const evaluate = async (
  { names, first, provider = 'vllm', api = 'chat', stream = false, logprobs = false, flags = [] }: FullSet,
  wrong?: (key: string, index: number) => boolean,
): Promise<{ code: number | null; stderr: string; summary: Summary; folder: string }> => {
  const folder = temporaryFolder();
  const tasks = resolveTasks({ names });
  const known = { ...(first === undefined ? {} : { first }), ...(wrong === undefined ? {} : { wrong }) };
  const server = await startGoldServer({ tasks, api, provider, logprobs, ...known });
  try {
    const { code, stdout, stderr } = await runCli([
      ...['run', ...names, '--model', `${provider}/gold`, '--base-url', server.url, '--api', api],
      ...(stream ? ['--stream'] : []),
      ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'gold', '--json', ...flags],
    ]);
    return { code, stderr, summary: code === 0 ? JSON.parse(stdout) : { cells: [] }, folder };
  } finally {
    await server.close();
  }
};

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

/** What the records of a run say of verdicts that ought not to be, and of proposals that were called wrong. */
const notRightIn = (
  directory: string,
  verdicts: readonly string[] = ['unscored', 'incorrect', 'no-answer'],
): string => {
  const filesIn = (kind: string): readonly string[] =>
    existsSync(join(directory, kind))
      ? readdirSync(join(directory, kind)).map(name => join(directory, kind, name))
      : [];
  const judged = filesIn('verdicts')
    .flatMap(linesOf)
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ key, grader, verdict, reason }) => `${key} by ${grader}: ${verdict}: ${reason}`);
  const played = filesIn('turns')
    .flatMap(linesOf)
    .filter(({ judged }) => judged !== undefined && judged.verdict !== 'correct')
    .map(({ key, turn, judged, execution }) =>
      [key, `turn ${turn}`, JSON.stringify({ judged, execution })].join(' '),
    );
  return [...judged, ...played]
    .slice(0, 20)
    .map(line => `\n${line}`)
    .join('');
};

/**
 * The real data through the real program: 100 % when every answer is right, every sample on disk once. All of it in a
 * whole run, else the first rows.
 */
export const scoresEverythingRight = (full: FullSet): void => {
  const set = cutTo(full, first.right);
  const way = `${set.provider ?? 'vllm'} ${set.api ?? 'chat'}${set.stream ? ', streaming' : ''}${set.logprobs ? ', with log-probabilities' : ''}`;
  it(`scores 100 % when every answer is right: ${set.names.join(', ')} through ${way}`, async () => {
    const { code, stderr, summary, folder } = await evaluate(set);
    expectCode({ code, stderr }, 0, () => notRightIn(join(folder, 'gold')));
    expect(summary.cells).toHaveLength(set.names.length);
    for (const { benchmark, metrics, counts } of summary.cells) {
      const total = set.counts[benchmark];
      expect({ benchmark, ...metrics['pass@1'], counts }).toMatchObject({
        benchmark,
        value: 1,
        samples: total,
        counts: { correct: total, incorrect: 0, 'no-answer': 0, unscored: 0 },
      });
    }
    for (const kind of ['completions', 'verdicts'])
      for (const file of readdirSync(join(folder, 'gold', kind))) {
        const lines = readFileSync(join(folder, 'gold', kind, file), 'utf8')
          .trimEnd()
          .split('\n');
        const keys = lines.map(line => JSON.parse(line).key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBe(set.counts[file.split('.')[0] ?? '']);
      }
  });
};

/** The same with every fifth answer wrong: exactly what is left of the first rows. */
export const scoresFourFifths = (full: FullSet): void => {
  const set = cutTo(full, runsPrograms(full.names) ? first.programs : first.words);
  it(`scores exactly four fifths when a known fifth is wrong: ${set.names.join(', ')}`, async () => {
    const { code, stderr, summary, folder } = await evaluate(set, isFifth);
    expectCode({ code, stderr }, 0, () => notRightIn(join(folder, 'gold'), ['unscored']));
    expect(summary.cells).toHaveLength(set.names.length);
    for (const { benchmark, metrics, counts } of summary.cells) {
      const total = set.counts[benchmark] ?? 0;
      const wrong = Math.floor((total + 1) / 5);
      expect({ benchmark, correct: counts.correct }).toEqual({ benchmark, correct: total - wrong });
      expect(metrics['pass@1']?.value).toBeCloseTo((total - wrong) / total, 12);
    }
  });
};
