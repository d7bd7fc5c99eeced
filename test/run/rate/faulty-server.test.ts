import { afterEach, expect, it } from 'vitest';
import { type Answer, faultWays, startServer, withFaults } from '../../../src/scripted/index.ts';
import { createSeededModel } from '../../support/sample-questions.ts';
import { rounds } from '../../support/thorough.ts';
import { runSeeded } from './seeded-run.ts';

const trials = rounds({ usual: 15, thorough: 30 });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const runOver = async (answer: Answer, stream: boolean) => {
  const server = await startServer({ answer });
  closing.push(server.close);
  return { ...(await runSeeded(server.url, { stream, trials })), asked: server.requests() };
};

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
    // Not than the healthy requests: on a busy machine some of those are asked twice.
    expect(troubled.asked).toBeGreaterThanOrEqual(healthy.keys.length + failed);

    expect(healthy.keys.length).toBeGreaterThan(13 * trials);
    expect(new Set(healthy.keys).size).toBe(healthy.keys.length);
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.result).toMatchObject({ unscored: 0, missing: 0, completed: healthy.keys.length });
    expect(troubled.result.warnings).toEqual(healthy.result.warnings);
    expect(troubled.cells).toEqual(healthy.cells);
    // The model is right, wrong and silent, so that a mix-up would show.
    for (const { counts } of healthy.cells) {
      expect(Math.min(counts.correct, counts.incorrect, counts['no-answer'])).toBeGreaterThan(0);
    }
  },
);
