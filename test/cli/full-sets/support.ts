import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../../src/cli/tasks.ts';
import type { Summary } from '../../../src/core/index.ts';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startGoldServer } from '../../support/gold-server.ts';
import { dataDirectory } from '../../support/requires.ts';

export type FullSet = {
  /** As for `run`: `gsm8k`, `gsm8k.cot@official`; each a benchmark or protocol of its own. */
  readonly names: readonly string[];
  /** Rows of the real data by benchmark id. */
  readonly counts: Readonly<Record<string, number>>;
  readonly provider?: string;
  readonly api?: 'chat' | 'completions';
  readonly stream?: boolean;
  /** Whether the server gives log-probabilities. */
  readonly logprobs?: boolean;
  /** Further flags of `run`. */
  readonly flags?: readonly string[];
};

const isFifth = (_key: string, index: number): boolean => index % 5 === 3;

/** One run of the real program over the real data, answered by the gold server. */
export const evaluate = async (
  { names, provider = 'vllm', api = 'chat', stream = false, logprobs = false, flags = [] }: FullSet,
  wrong?: (key: string, index: number) => boolean,
): Promise<{ code: number | null; stderr: string; summary: Summary; folder: string }> => {
  const folder = temporaryFolder();
  const tasks = resolveTasks({ names });
  const server = await startGoldServer({ tasks, api, provider, logprobs, ...(wrong ? { wrong } : {}) });
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

/** The whole real data through the real program: 100 % when every answer is right, every sample on disk once. */
export const scoresEverythingRight = (set: FullSet): void => {
  const way = `${set.provider ?? 'vllm'} ${set.api ?? 'chat'}${set.stream ? ', streaming' : ''}${set.logprobs ? ', with log-probabilities' : ''}`;
  it(`scores 100 % when every answer is right: ${set.names.join(', ')} through ${way}`, {
    timeout: 240_000,
  }, async () => {
    const { code, stderr, summary, folder } = await evaluate(set);
    expect({ code, stderr }).toMatchObject({ code: 0 });
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

/** The same with every fifth answer wrong: exactly what is left. */
export const scoresFourFifths = (set: FullSet): void => {
  it(`scores exactly four fifths when a known fifth is wrong: ${set.names.join(', ')}`, {
    timeout: 240_000,
  }, async () => {
    const { code, stderr, summary } = await evaluate(set, isFifth);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(summary.cells).toHaveLength(set.names.length);
    for (const { benchmark, metrics, counts } of summary.cells) {
      const total = set.counts[benchmark] ?? 0;
      const wrong = Math.floor((total + 1) / 5);
      expect({ benchmark, correct: counts.correct }).toEqual({ benchmark, correct: total - wrong });
      expect(metrics['pass@1']?.value).toBeCloseTo((total - wrong) / total, 12);
    }
  });
};
