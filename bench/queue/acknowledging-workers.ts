import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Verdict } from '../../src/core/index.ts';
import { openReceiver, openSender } from '../../src/queue/bull.ts';
import { connect } from '../../src/queue/connect.ts';
import { decodeWork, encodeAnswer, type WorkItem } from '../../src/queue/messages.ts';
import { verdictQueue, workQueue } from '../../src/queue/names.ts';
import { present, readRuns } from '../../src/queue/registry.ts';
import { completionSha256 } from '../../src/run/index.ts';

/**
 * `acknowledging-workers.ts URL COUNT`: workers that judge nothing. Each takes batches of the first run that it finds by a
 * connection of its own, as the real one does, and says of every completion that it is right. Prints, when it is told to
 * stop, a JSON line of what it did.
 */
const [url = '', count = '1'] = process.argv.slice(2);

const acknowledged = ({ completion, graders }: WorkItem): readonly Verdict[] => {
  const { key, benchmark, protocol, id, trial, text } = completion;
  return graders.map(grader => ({
    ...{ key, benchmark, protocol, id, trial, grader, completionSha256: completionSha256(completion) },
    ...{ verdict: 'correct', reason: '18 equals 18 as numbers', outcome: null, durationMs: 0.05 },
    ...{
      extracted: text.slice(-2),
      how: 'the last number in the text',
      span: [text.length - 2, text.length],
    },
  }));
};

const did = { batches: 0, completions: 0, firstMs: 0, lastMs: 0 };

const serve = async (
  redis: Redis,
  run: string,
  worker: string,
): Promise<{ answers: Queue; batches: Worker }> => {
  const answers = await openSender(redis, verdictQueue(run));
  const batches = await openReceiver(
    redis,
    workQueue(run),
    { concurrency: 1, stalledAfterMs: 15_000, maxStalled: 2, onError: () => {} },
    async (data, batch) => {
      did.firstMs ||= Date.now();
      const items = decodeWork(data);
      if (typeof items === 'string') throw new Error(items);
      const judged = items.map(item => ({ number: item.number, verdicts: acknowledged(item) }));
      await answers.add('answer', encodeAnswer({ batch, worker, sandbox: null, items: judged, back: null }));
      did.batches += 1;
      did.completions += items.length;
      did.lastMs = Date.now();
    },
  );
  return { answers, batches };
};

const one = async (index: number): Promise<void> => {
  const redis = await connect({ url });
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const joined = new Set<string>();
  for (;;) {
    for (const { id: run } of (await readRuns(redis)).there) {
      if (joined.has(run)) continue;
      joined.add(run);
      await serve(redis, run, id);
    }
    await present(redis, {
      ...{
        id,
        host: 'bench',
        pid: process.pid,
        version: 'bench',
        startedAtMs: Date.now(),
        slots: 1,
        busy: 0,
      },
      ...{ judged: did.completions, judgedLastMinute: 0, unscored: 0, back: 0, drains: false, sandbox: null },
      runs: [...joined].map(run => ({ id: run, why: null })),
    });
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
};

process.on('SIGTERM', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ ...did, cpuS: (user + system) / 1e6 })}\n`, () => process.exit(0));
});
for (let index = 0; index < Number(count); index += 1) void one(index);
process.stdout.write('there\n');
