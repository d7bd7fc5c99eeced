import { afterEach, expect, it } from 'vitest';
import { resolveTasks } from '../../../src/cli/tasks.ts';
import type { Cell } from '../../../src/core/index.ts';
import { createBackend } from '../../../src/model/index.ts';
import { run } from '../../../src/run/index.ts';
import { type Answer, faultWays, startServer, withFaults } from '../../../src/scripted/index.ts';
import { createSeededModel, questionData, questionIds } from '../../support/sample-questions.ts';
import { freshDirectory, runOptions } from '../fakes.ts';
import { keysOf, records } from '../files.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const trials = 30;

/** What a run over a server of this answer comes to. */
const runOver = async (answer: Answer, stream: boolean) => {
  const server = await startServer({ answer });
  const backend = createBackend({
    model: 'openai-api/seeded',
    baseUrl: server.url,
    api: 'chat',
    apiKeyEnv: null,
    env: {},
    stream,
    chatTemplate: null,
    timeoutMs: 1_500,
    maxRetries: 12,
    concurrency: 32,
    firstRetryDelayMs: 10,
  });
  closing.push(backend.close, server.close);
  const options = runOptions(await freshDirectory(), {
    tasks: resolveTasks({ names: questionIds.map(id => `${id}.cot`) }),
    data: questionData(),
    selection: { trials, limit: null, ids: null },
    backend,
    overrides: { temperature: 1 },
    seed: 1,
    concurrency: 32,
    ks: [1, 5],
  });
  const result = await run(options);
  const keys = await Promise.all(
    questionIds.map(async id => keysOf(await records(options.directory, 'completions', `${id}.cot.jsonl`))),
  );
  return { result, cells: result.summary.cells.map(timeless), keys: keys.flat(), asked: server.requests() };
};

const timeless = (cell: Cell): Cell => ({ ...cell, duration_s: 0 });

it.each([false, true])(
  'three tries in ten that fail in ten ways change nothing (streaming: %s)',
  async stream => {
    const model = await createSeededModel();
    const healthy = await runOver(model, stream);
    const faulty = withFaults(model, { rate: 0.3, seed: 7 });
    const troubled = await runOver(faulty, stream);

    expect(new Set(faulty.taken.keys())).toEqual(new Set(faultWays));
    const failed = [...faulty.taken.values()].reduce((sum, count) => sum + count, 0);
    expect(failed).toBeGreaterThan(0.2 * healthy.asked);
    expect(troubled.asked).toBeGreaterThanOrEqual(healthy.asked + failed);

    expect(healthy.keys.length).toBeGreaterThan(400);
    expect(new Set(healthy.keys).size).toBe(healthy.keys.length);
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.result).toMatchObject({ unscored: 0, missing: 0, completed: healthy.keys.length });
    expect(troubled.result.warnings).toEqual(healthy.result.warnings);
    expect(troubled.cells).toEqual(healthy.cells);
    // The model is right, wrong and silent, so that a mix-up would show.
    for (const { counts } of healthy.cells)
      expect(Math.min(counts.correct, counts.incorrect, counts['no-answer'])).toBeGreaterThan(0);
  },
  120_000,
);
