import type { SandboxFacts } from '../../core/index.ts';
import type { QueueRun, QueueView, QueueWorker } from './view.ts';

/** The state of a queue for other programs; the names are documented in docs/scale.md and stay. */
export const queueDocument = ({
  queue,
  atMs,
  server,
  problems,
  runs,
  workers,
}: QueueView): Record<string, unknown> => ({
  queue,
  at: timeOf(atMs),
  server: {
    product: server.product,
    version: server.version,
    used_bytes: server.usedBytes,
    max_bytes: server.maxBytes,
    policy: server.policy,
    append_only: server.appendOnly,
    latency_ms: rounded(server.latencyMs, 3),
  },
  problems,
  runs: runs.map(runDocument),
  workers: workers.map(worker => workerDocument(worker, runs)),
});

const runDocument = (run: QueueRun): Record<string, unknown> => ({
  ...{ id: run.id, label: run.label, host: run.host, pid: run.pid, started_at: timeOf(run.startedAtMs) },
  ...{ tasks: run.tasks, sandbox: sandboxDocument(run.sandbox) },
  ...{ planned: run.planned === 0 ? null : run.planned, done: run.done },
  ...{ out: run.out, judged: run.judged, per_second: rounded(run.perSecond, 2) },
  left_s: run.secondsLeft === null ? null : Math.ceil(run.secondsLeft),
  ...{ batches_waiting: run.waiting, batches_taken: run.active, batches_again: run.again },
  ...{ answers_unread: run.unread, workers: run.workers, slots: run.slots },
});

const workerDocument = (worker: QueueWorker, runs: readonly QueueRun[]): Record<string, unknown> => ({
  ...{ id: worker.id, host: worker.host, pid: worker.pid, version: worker.version },
  started_at: timeOf(worker.startedAtMs),
  ...{ slots: worker.slots, busy: worker.busy, draining: worker.drains },
  ...{ judged: worker.judged, judged_last_minute: worker.judgedLastMinute },
  ...{ unscored: worker.unscored, batches_back: worker.back },
  sandbox: sandboxDocument(worker.sandbox),
  runs: worker.runs.map(({ id, why }) => ({
    ...{ id, label: runs.find(run => run.id === id)?.label ?? null },
    ...{ joined: why === null, why },
  })),
});

const sandboxDocument = (sandbox: SandboxFacts | null): Record<string, unknown> | null =>
  sandbox === null ? null : { name: sandbox.name, python: sandbox.python };

/** As in ISO 8601; null for what no clock shows. */
const timeOf = (ms: number): string | null => (ms > 0 && ms <= 8.64e15 ? new Date(ms).toISOString() : null);

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
