import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import type { Summary } from '../../src/core/index.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGoldServer } from '../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const benchmarks = ['gsm8k', 'humaneval', 'bbh'];
const counts: Readonly<Record<string, number>> = { gsm8k: 1319, humaneval: 164, bbh: 6511 };
const isFifth = (_key: string, index: number): boolean => index % 5 === 3;

type Way = {
  readonly provider: string;
  readonly api: 'chat' | 'completions';
  readonly stream: boolean;
  readonly benchmarks: readonly string[];
};

/** Every benchmark each way over the wire; the programs of HumanEval, which take longest, once an API. */
const ways: readonly Way[] = [
  { provider: 'vllm', api: 'chat', stream: false, benchmarks },
  { provider: 'openai-api', api: 'chat', stream: true, benchmarks: ['gsm8k', 'bbh'] },
  { provider: 'vllm', api: 'completions', stream: true, benchmarks },
  { provider: 'openai-api', api: 'completions', stream: false, benchmarks: ['gsm8k', 'bbh'] },
];

const evaluate = async (
  way: Way,
  wrong?: (key: string, index: number) => boolean,
): Promise<{ code: number | null; stderr: string; summary: Summary; folder: string }> => {
  const folder = temporaryFolder();
  const server = await startGoldServer({
    tasks: resolveTasks({ names: way.benchmarks }),
    api: way.api,
    provider: way.provider,
    ...(wrong ? { wrong } : {}),
  });
  try {
    const { code, stdout, stderr } = await runCli([
      'run',
      ...way.benchmarks,
      ...['--model', `${way.provider}/gold`, '--base-url', server.url, '--api', way.api],
      ...(way.stream ? ['--stream'] : []),
      ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'gold', '--json'],
    ]);
    return { code, stderr, summary: code === 0 ? JSON.parse(stdout) : { cells: [] }, folder };
  } finally {
    await server.close();
  }
};

describeWithData('the full sets', () => {
  for (const way of ways) {
    const name = `${way.benchmarks.join(', ')} through ${way.provider} ${way.api}${way.stream ? ', streaming' : ''}`;
    it(`score 100 % when every answer is right: ${name}`, { timeout: 180_000 }, async () => {
      const { code, stderr, summary, folder } = await evaluate(way);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      for (const { benchmark, metrics, counts: verdicts } of summary.cells) {
        expect({ benchmark, ...metrics['pass@1'], verdicts }).toMatchObject({
          benchmark,
          value: 1,
          samples: counts[benchmark],
          verdicts: { correct: counts[benchmark], incorrect: 0, 'no-answer': 0, unscored: 0 },
        });
      }
      expect(summary.cells.map(({ benchmark }) => benchmark).sort()).toEqual([...way.benchmarks].sort());
      for (const kind of ['completions', 'verdicts']) {
        for (const file of readdirSync(join(folder, 'gold', kind))) {
          const lines = readFileSync(join(folder, 'gold', kind, file), 'utf8')
            .trimEnd()
            .split('\n');
          const keys = lines.map(line => JSON.parse(line).key);
          expect(new Set(keys).size).toBe(keys.length);
          expect(keys.length).toBe(counts[file.split('.')[0] ?? '']);
        }
      }
    });
  }

  it('score exactly four fifths when a known fifth is wrong', { timeout: 180_000 }, async () => {
    const way: Way = { provider: 'vllm', api: 'chat', stream: true, benchmarks };
    const { code, stderr, summary } = await evaluate(way, isFifth);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const { benchmark, metrics, counts: verdicts } of summary.cells) {
      const total = counts[benchmark] ?? 0;
      const wrong = Math.floor((total + 1) / 5);
      expect({ benchmark, correct: verdicts.correct }).toEqual({ benchmark, correct: total - wrong });
      expect(metrics['pass@1']?.value).toBeCloseTo((total - wrong) / total, 12);
    }
  });
});
