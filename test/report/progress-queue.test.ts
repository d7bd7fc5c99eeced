import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/metric/index.ts';
import { recentRates, renderProgressLine, renderProgressPanel } from '../../src/report/index.ts';
import { createProgress, type Progress, type QueueProgress } from '../../src/run/progress.ts';

const queue: QueueProgress = { workers: 3, slots: 12, out: 640, waiting: 21, judged: 300, again: 0 };

const progressWith = (more: Partial<Progress>): Progress => ({
  ...createProgress(['humaneval.code']),
  ...{ work: 'judging', planned: 1000, generated: 1000, scored: 300, correct: 100, startedAtMs: 0, queue },
  tasks: [
    {
      ...{ name: 'humaneval.code', trials: 1, planned: 1000, generated: 1000, scored: 300, correct: 100 },
      ...{ unscored: 0, truncated: 0 },
    },
  ],
  ...more,
});

const recent = { done: 30, judged: 12, inputTokens: 0, outputTokens: 0, meter: [], left: 20 };

const panel = (progress: Progress, state: string | null = null): readonly string[] =>
  renderProgressPanel(
    {
      ...{ progress, recent, nowMs: 10_000 },
      wait: state === null ? null : { text: state, sinceMs: 6_000 },
    },
    { width: 90, height: 23, style: { colour: false, bars: false, unicode: true }, intervalOf: wilson },
  );

describe('progress with a queue', () => {
  it('shows the workers and how much is out in a line of its own', () => {
    expect(panel(progressWith({}))).toContain('  queue: workers 3   slots 12   out 640   batches waiting 21');
    expect(panel(progressWith({ queue: null })).join('\n')).not.toContain('queue');
  });

  it('shows the speed of judging where something else goes on as well', () => {
    const asking = progressWith({ work: 'asking', generated: 700 });
    expect(panel(asking).join('\n')).toMatch(/queue: .*judged 12\/s/);
    expect(panel(progressWith({})).join('\n')).not.toContain('judged 12/s');
  });

  it('tells of batches that were handed in again, once there are any', () => {
    const text = panel(progressWith({ queue: { ...queue, again: 4, waiting: 0 } })).join('\n');
    expect(text).toContain('handed in again 4');
    expect(text).not.toContain('batches waiting');
  });

  it('says that it waits for a worker, and how long already', () => {
    const alone = progressWith({ queue: { ...queue, workers: 0, slots: 0 } });
    const lines = panel(alone, 'waiting for a worker: start eurus-eval worker --queue URL');
    expect(lines).toContain('  queue: workers 0   out 640   batches waiting 21');
    expect(lines.at(-1)).toBe('• waiting for a worker: start eurus-eval worker --queue URL, 4 s');
  });

  it('stands in the line of a log', () => {
    expect(renderProgressLine(progressWith({}), 10_000, 200)).toBe(
      '300/1000 30 %  correct 33.3 %  ETA 24 s  30/s  3 workers with 12 slots  out 640  batches waiting 21',
    );
    const alone = progressWith({ queue: { workers: 1, slots: 1, out: 0, waiting: 0, judged: 0, again: 2 } });
    expect(renderProgressLine(alone, 10_000, 200)).toContain(
      '1 worker with 1 slot  out 0  handed in again 2',
    );
    const none = progressWith({ queue: { ...queue, workers: 0, slots: 0 } });
    expect(renderProgressLine(none, 10_000, 200)).toContain('0 workers  out 640');
  });

  it('measures verdicts apart from requests', () => {
    const rates = recentRates();
    rates.at(progressWith({ work: 'asking', generated: 0, scored: 0 }), 0);
    const now = rates.at(progressWith({ work: 'asking', generated: 100, scored: 20 }), 10_000);
    expect(now).toMatchObject({ done: 10, judged: 2 });
  });
});
