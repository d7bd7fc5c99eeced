import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type QueueRun,
  type QueueView,
  type QueueWorker,
  queueDocument,
  renderQueue,
  widthOf,
} from '../../src/report/index.ts';

const native = { name: 'native', python: '3.11.7' } as const;

const run = (more: Partial<QueueRun> = {}): QueueRun => ({
  ...{ id: 'r1', label: 'results/runs/eurus-7b', host: 'gpu1', pid: 4012, startedAtMs: 1_000_000 },
  ...{ tasks: ['humaneval.code', 'mbpp.code'], sandbox: native, planned: 5000, done: 1200 },
  ...{ out: 380, judged: 1200, perSecond: 61.25, secondsLeft: 62.04, waiting: 40, active: 7 },
  ...{ unread: 0, again: 0, workers: 2, slots: 8, ...more },
});

const worker = (more: Partial<QueueWorker> = {}): QueueWorker => ({
  ...{ id: 'w1', host: 'cpu1', pid: 77, version: '0.1.0', startedAtMs: 970_000, slots: 4, busy: 4 },
  ...{ judged: 610, judgedLastMinute: 590, unscored: 0, back: 0, drains: false, sandbox: native },
  ...{ runs: [{ id: 'r1', why: null }], ...more },
});

const view = (more: Partial<QueueView> = {}): QueueView => ({
  ...{ queue: 'queue:6379', atMs: 1_075_000, problems: [], runs: [run()], workers: [worker()] },
  server: {
    ...{ product: 'Redis', version: '7.0.15', usedBytes: 5 * 2 ** 20, maxBytes: 2 ** 30 },
    ...{ policy: 'noeviction', appendOnly: true, latencyMs: 0.31 },
  },
  ...more,
});

const draw = (more: Partial<QueueView> = {}, width = 160, height?: number): readonly string[] =>
  renderQueue(view(more), { width, height }).split('\n');

describe('the state of a queue', () => {
  it('is a line about the server, the runs, and the workers', () => {
    expect(draw()).toEqual(
      [
        'Queue at queue:6379: Redis 7.0.15, 5.0 MiB of 1024 MiB, noeviction, append-only file, answers in 0.3 ms',
        '',
        '1 run',
        'run                    on         tasks                      for         judged     rate   left        out  waiting  taken  workers',
        'results/runs/eurus-7b  gpu1/4012  humaneval.code and 1 more  1 min 15 s  1200/5000  61/s   1 min 3 s   380       40      7        2',
        'out: completions; waiting, taken: batches',
        '',
        '1 worker, 4 of 4 slots busy',
        'worker   version  sandbox                for         busy  runs  judged  last minute',
        'cpu1/77  0.1.0    native, Python 3.11.7  1 min 45 s  4/4   1/1      610          590',
      ].map(line => expect.stringMatching(alike(line))),
    );
  });

  it('says in one line that nothing goes on', () => {
    expect(draw({ runs: [], workers: [] }).slice(1)).toEqual([
      'Nothing is going on here: no run has handed anything in, no worker waits.',
    ]);
  });

  it('has columns for what should not be only when it is', () => {
    const bad = draw({
      runs: [run({ again: 3, unread: 12 })],
      workers: [worker({ unscored: 2, back: 1, drains: true }), worker({ id: 'w2' })],
    }).join('\n');
    for (const word of ['again', 'unread', 'unscored', 'handed back', 'draining']) {
      expect(draw().join('\n')).not.toContain(word);
      expect(bad).toContain(word);
    }
    expect(bad).toContain('out: completions; waiting, taken, again: batches; unread: answers of workers');
  });

  it('names what needs somebody: no worker, workers that do not join, a server that is full', () => {
    const why = 'gsm8k.cot: data 5e6a… here, 3730… wanted';
    const refusing = ['w1', 'w2', 'w3'].map((id, at) =>
      worker({ id, pid: at + 1, runs: [{ id: 'r1', why }] }),
    );
    const lines = draw({
      ...{ runs: [run({ workers: 0 })], workers: refusing, problems: ['Redis is nearly full.'] },
    });
    expect(lines.slice(-3)).toEqual([
      'Redis is nearly full.',
      'results/runs/eurus-7b waits for a worker: eurus-eval worker --queue redis://queue:6379',
      `cpu1/1 and 2 more do not join results/runs/eurus-7b: ${why}.`,
    ]);
  });

  it('tells runs of one name apart by their processes', () => {
    const runs = [run({ workers: 0 }), run({ id: 'r2', pid: 4013 })];
    expect(draw({ runs }).at(-1)).toBe(
      'results/runs/eurus-7b on gpu1/4012 waits for a worker: eurus-eval worker --queue redis://queue:6379',
    );
  });

  it('leaves out what a server does not tell', () => {
    const server = {
      ...{ product: 'Redis', version: null, usedBytes: null, maxBytes: null, policy: null },
      ...{ appendOnly: null, latencyMs: 24 },
    };
    expect(draw({ server })[0]).toBe('Queue at queue:6379: Redis, answers in 24 ms');
  });

  it('sets workers and runs one below the other where columns do not fit', () => {
    const lines = draw({}, 60);
    expect(lines).toContain('results/runs/eurus-7b');
    expect(lines).toContain('  on gpu1/4012, tasks humaneval.code and 1 more, for 1 min');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(60);
  });

  it('folds workers first where the screen is low', () => {
    const workers = Array.from({ length: 100 }, (_, at) => worker({ id: `w${at}`, pid: at + 1 }));
    const lines = draw({ workers }, 160, 23);
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.join('\n')).toMatch(
      /results\/runs\/eurus-7b.*100 workers, 400 of 400 slots busy.*and \d+ more workers/s,
    );
  });

  const hostile = 'a\u001b[2J\u001b]0;t\u0007\u202eb\nc\u0000';

  it('lets no text of others act on the terminal', () => {
    const text = draw({
      queue: hostile,
      runs: [run({ label: hostile, host: hostile, tasks: [hostile], workers: 0 })],
      workers: [
        worker({ host: hostile, version: hostile, runs: [{ id: 'r1', why: hostile }] }),
        worker({ id: 'w2', sandbox: { name: 'native', python: hostile } }),
      ],
      problems: [hostile],
    }).join('');
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('fits every width and every height', () => {
    const text = fc.string({ maxLength: 80, unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, fc.nat()), { maxLength: 12 }),
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 3, max: 60 }),
        fc.boolean(),
        (list, width, height, styled) => {
          const runs = list.map(([label, host, out], at) =>
            run({ id: `r${at}`, label, host, out, workers: 0 }),
          );
          const workers = list.map(([host, why], at) =>
            worker({ id: `w${at}`, host, runs: [{ id: 'r0', why }] }),
          );
          const lines = renderQueue(view({ runs, workers }), { width, height, styled }).split('\n');
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const line of lines) {
            expect(widthOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(width);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the state of a queue as JSON', () => {
  it('has the names that are documented', () => {
    const workers = [
      worker({
        runs: [
          { id: 'r1', why: 'no' },
          { id: 'gone', why: null },
        ],
      }),
    ];
    expect(queueDocument(view({ workers }))).toEqual({
      queue: 'queue:6379',
      at: '1970-01-01T00:17:55.000Z',
      server: {
        ...{ product: 'Redis', version: '7.0.15', used_bytes: 5242880, max_bytes: 1073741824 },
        ...{ policy: 'noeviction', append_only: true, latency_ms: 0.31 },
      },
      problems: [],
      runs: [
        {
          ...{ id: 'r1', label: 'results/runs/eurus-7b', host: 'gpu1', pid: 4012 },
          ...{ started_at: '1970-01-01T00:16:40.000Z', tasks: ['humaneval.code', 'mbpp.code'] },
          ...{ sandbox: native, planned: 5000, done: 1200, out: 380, judged: 1200 },
          ...{ per_second: 61.25, left_s: 63, batches_waiting: 40, batches_taken: 7, batches_again: 0 },
          ...{ answers_unread: 0, workers: 2, slots: 8 },
        },
      ],
      workers: [
        {
          ...{ id: 'w1', host: 'cpu1', pid: 77, version: '0.1.0', started_at: '1970-01-01T00:16:10.000Z' },
          ...{ slots: 4, busy: 4, draining: false, judged: 610, judged_last_minute: 590 },
          ...{ unscored: 0, batches_back: 0, sandbox: native },
          runs: [
            { id: 'r1', label: 'results/runs/eurus-7b', joined: false, why: 'no' },
            { id: 'gone', label: null, joined: true, why: null },
          ],
        },
      ],
    });
  });

  it('says null for what is not known, and for times that no clock shows', () => {
    const document = queueDocument(
      view({ runs: [run({ planned: 0, secondsLeft: null, sandbox: null, startedAtMs: 1e300 })] }),
    );
    expect(document.runs).toMatchObject([{ planned: null, left_s: null, sandbox: null, started_at: null }]);
  });
});

/** The same line, whatever the columns are padded to. */
function alike(line: string): RegExp {
  const escaped = line.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/ {2,}/g, ' {2,}')}$`);
}
