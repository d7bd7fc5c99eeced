import type { Worker } from 'node:worker_threads';
import { EurusError, type Execute, messageOf, oneLine, type Program } from '../core/index.ts';
import type { VerdictItem, WorkItem } from './messages.ts';
import { pause } from './pause.ts';
import type { TaskRequirement } from './requirement.ts';
import type { FromThread, ThreadFailure, ToThread } from './thread-messages.ts';

/** How judging a batch ended. */
export type Judged = {
  /** Verdicts that were not handed over before. */
  readonly items: readonly VerdictItem[];
  /** Why there is none on the rest of the batch; null when there is. */
  readonly back: string | null;
  /** Whose doing that is: of what was to be judged, or of a thread that came to an end over it. */
  readonly died: boolean;
};

export type JudgedBatch = {
  readonly tasks: readonly TaskRequirement[];
  readonly items: readonly WorkItem[];
  /** Takes verdicts that are there before all are. */
  onVerdicts(items: readonly VerdictItem[]): void;
};

/**
 * Threads that judge batches beside each other. A grader can keep its thread busy for long; this thread stays free to tell
 * Redis that the batch is being worked on.
 */
export type Judges = {
  /**
   * Judges on a thread that is free, of which there must be one. Null when everything was dropped.
   * @throws Error when no thread can be started
   */
  judge(batch: JudgedBatch): Promise<Judged | null>;
  /** Samples of other tasks may be forgotten. */
  keep(groups: readonly string[]): void;
  /** Threads that were started because another had come to an end. */
  restarts(): number;
  /** Ends all threads, whatever they do. */
  close(): Promise<void>;
};

export type JudgesOptions = {
  readonly startThread: () => Worker;
  readonly execute: Execute;
  say(line: string): void;
  /** How long a grader may take for one completion, programs not counted, before its thread is ended, in milliseconds. */
  readonly stuckAfterMs?: number;
};

/** Threads that end before they are ready, in a row, after which no more are started. */
const maxFailedStarts = 5;

type Thread = {
  readonly worker: Worker;
  /** It has a batch, or is being started for one. */
  taken: boolean;
  work: (Pick<JudgedBatch, 'onVerdicts'> & { end(judged: Judged | null): void }) | null;
  heardAtMs: number;
  /** Programs that it waits for. */
  programs: number;
  /** Why it is being ended. */
  verdict: string | null;
};

export const createJudges = (options: JudgesOptions): Judges => {
  const { startThread, execute, say, stuckAfterMs = 5 * 60_000 } = options;
  const threads = new Set<Thread>();
  const closing = new AbortController();
  let restarts = 0;
  /** Threads that have come to an end since the last batch that was judged: the more, the longer is waited. */
  let deaths = 0;
  let failedStarts = 0;

  const run = (thread: Thread, number: number, program: Program): void => {
    thread.programs += 1;
    const answer = (message: ToThread): void => {
      thread.programs -= 1;
      thread.heardAtMs = performance.now();
      thread.worker.postMessage(message);
    };
    execute(program).then(
      execution => answer({ kind: 'executed', number, execution }),
      thrown => answer({ kind: 'failed', number, failure: failureOf(thrown) }),
    );
  };
  const onMessage = (thread: Thread, message: FromThread): void => {
    thread.heardAtMs = performance.now();
    if (message.kind === 'execute') run(thread, message.number, message.program);
    else if (message.kind === 'verdicts') thread.work?.onVerdicts(message.items);
    else if (message.kind === 'done') {
      deaths = 0;
      const { items, back } = message;
      end(thread, { items, back, died: false });
    }
  };
  const end = (thread: Thread, judged: Judged | null): void => {
    const { work } = thread;
    thread.work = null;
    thread.taken = false;
    work?.end(judged);
  };
  const onGone = (thread: Thread, why: string): void => {
    threads.delete(thread);
    if (closing.signal.aborted) {
      end(thread, null);
      return;
    }
    deaths += 1;
    restarts += 1;
    say(`A thread that judges came to an end and is started again: ${why}.`);
    end(thread, { items: [], back: `the thread that judged it came to an end: ${why}`, died: true });
  };
  const start = async (): Promise<Thread> => {
    for (;;) {
      const ready = Promise.withResolvers<string | null>();
      const worker = startThread();
      const thread: Thread = {
        ...{ worker, taken: true, work: null, heardAtMs: performance.now(), programs: 0, verdict: null },
      };
      let isReady = false;
      let cause: string | null = null;
      worker.on('message', (message: FromThread) => {
        if (message.kind !== 'ready') return onMessage(thread, message);
        isReady = true;
        ready.resolve(null);
      });
      worker.on('error', error => {
        cause = oneLine(messageOf(error), 200);
      });
      worker.on('exit', code => {
        const why = thread.verdict ?? cause ?? `it ended itself with code ${code}`;
        if (isReady) onGone(thread, why.replace(/\.$/, ''));
        else ready.resolve(why);
      });
      threads.add(thread);
      const why = await ready.promise;
      if (why === null) {
        failedStarts = 0;
        return thread;
      }
      threads.delete(thread);
      failedStarts += 1;
      if (closing.signal.aborted || failedStarts >= maxFailedStarts) {
        throw new Error(`no thread that judges can be started here: ${why}`);
      }
      await pause(200 * 2 ** failedStarts, closing.signal);
    }
  };
  const endStuck = (): void => {
    for (const thread of threads) {
      const silentMs = performance.now() - thread.heardAtMs;
      if (thread.work === null || thread.programs > 0 || silentMs < stuckAfterMs) continue;
      thread.verdict = `its grader took more than ${Math.round(stuckAfterMs / 1000)} s for one completion`;
      void thread.worker.terminate();
    }
  };
  const watch = setInterval(endStuck, Math.min(5000, stuckAfterMs / 2));
  watch.unref();

  return {
    judge: async ({ tasks, items, onVerdicts }) => {
      if (deaths > 1) await pause(Math.min(10_000, 100 * 2 ** deaths), closing.signal);
      const idle = [...threads].find(({ taken }) => !taken);
      if (idle !== undefined) idle.taken = true;
      const thread = idle ?? (await start());
      if (closing.signal.aborted) return null;
      const ended = Promise.withResolvers<Judged | null>();
      thread.work = { onVerdicts, end: ended.resolve };
      thread.heardAtMs = performance.now();
      thread.worker.postMessage({ kind: 'batch', tasks, items } satisfies ToThread);
      return ended.promise;
    },
    keep: groups => {
      for (const { worker } of threads) worker.postMessage({ kind: 'keep', groups } satisfies ToThread);
    },
    restarts: () => restarts,
    close: async () => {
      closing.abort();
      clearInterval(watch);
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
};

const failureOf = (thrown: unknown): ThreadFailure => ({
  code: thrown instanceof EurusError ? thrown.code : null,
  message: messageOf(thrown),
});
