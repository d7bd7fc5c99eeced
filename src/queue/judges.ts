import { EurusError, type Execute, messageOf, oneLine, type Program } from '../core/index.ts';
import type { FromJudge, JudgeFailure, ToJudge } from './judge-messages.ts';
import type { VerdictItem, WorkItem } from './messages.ts';
import { pause } from './pause.ts';
import type { TaskRequirement } from './requirement.ts';

/** A process that judges: one that calls `serveJudging`. */
export type JudgeProcess = {
  send(message: ToJudge): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** Resident memory in MiB; null where the system does not say. */
  residentMb(): number | null;
};

/**
 * Starts one. `onEnd` is called once, when it is gone, with the reason in words.
 */
export type StartJudge = (events: {
  onMessage(message: FromJudge): void;
  onEnd(why: string): void;
}) => JudgeProcess;

/** How judging a batch ended. */
export type Judged = {
  /** Verdicts that were not handed over before. */
  readonly items: readonly VerdictItem[];
  /** Why there is none on the rest of the batch; null when there is. */
  readonly back: string | null;
  /** True when its process came to an end over it: that says nothing of whether this worker is fit for the run. */
  readonly died: boolean;
};

export type JudgedBatch = {
  readonly tasks: readonly TaskRequirement[];
  readonly items: readonly WorkItem[];
  /** Takes verdicts that are there before all are. */
  onVerdicts(items: readonly VerdictItem[]): void;
};

/**
 * Processes that judge batches beside each other. A grader can keep its process busy for long, or end it; this one stays
 * free to tell Redis that the batch is being worked on.
 */
export type Judges = {
  /**
   * Judges in a process that is free, of which there must be one or room for one. Null when everything was dropped.
   * @throws Error when no process can be started
   */
  judge(batch: JudgedBatch): Promise<Judged | null>;
  /** Samples of other tasks may be forgotten. */
  keep(groups: readonly string[]): void;
  /** Processes that came to an end while they judged. */
  deaths(): number;
  /** Resident memory of all of them, in MiB. */
  residentMb(): number;
  /** Ends all of them, whatever they do. */
  close(): void;
};

export type JudgesOptions = {
  readonly start: StartJudge;
  readonly execute: Execute;
  say(line: string): void;
  /** How long a grader may take for one completion, programs not counted, before it is ended, in milliseconds. */
  readonly stuckAfterMs?: number;
  /** Before one that did not start is tried again, doubled each time, in milliseconds. */
  readonly startPauseMs?: number;
};

/** Processes that end before they are ready, in a row, after which no more are started. */
const maxFailedStarts = 5;

type Judge = {
  process: JudgeProcess | null;
  ready: boolean;
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
  const { start, execute, say, stuckAfterMs = 5 * 60_000, startPauseMs = 400 } = options;
  const judges = new Set<Judge>();
  const closing = new AbortController();
  let deaths = 0;
  /** Deaths since the last batch that was judged to its end: the more, the longer is waited. */
  let deathsInARow = 0;
  let failedStarts = 0;

  const run = (judge: Judge, number: number, program: Program): void => {
    judge.programs += 1;
    const answer = (message: ToJudge): void => {
      judge.programs -= 1;
      judge.heardAtMs = performance.now();
      if (judges.has(judge)) judge.process?.send(message);
    };
    execute(program).then(
      execution => answer({ kind: 'executed', number, execution }),
      thrown => answer({ kind: 'failed', number, failure: failureOf(thrown) }),
    );
  };
  const end = (judge: Judge, judged: Judged | null): void => {
    const { work } = judge;
    judge.work = null;
    judge.taken = false;
    work?.end(judged);
  };
  const onMessage = (judge: Judge, message: FromJudge): void => {
    judge.heardAtMs = performance.now();
    if (message.kind === 'execute') run(judge, message.number, message.program);
    else if (message.kind === 'verdicts') judge.work?.onVerdicts(message.items);
    else if (message.kind === 'done') {
      deathsInARow = 0;
      end(judge, { items: message.items, back: message.back, died: false });
    }
  };
  const onDeath = (judge: Judge, cause: string): void => {
    if (closing.signal.aborted) {
      end(judge, null);
      return;
    }
    deaths += 1;
    deathsInARow += 1;
    const why = judge.verdict ?? cause;
    say(`A process that judges came to an end, and another is started: ${why}.`);
    end(judge, { items: [], back: `the process that judged it came to an end: ${why}`, died: true });
  };
  /** @returns why it has ended before it was ready; null when it is ready */
  const launch = (judge: Judge): Promise<string | null> =>
    new Promise(resolve => {
      judges.add(judge);
      judge.process = start({
        onMessage: message => {
          if (message.kind !== 'ready') return onMessage(judge, message);
          judge.ready = true;
          resolve(null);
        },
        onEnd: why => {
          const cause = oneLine(why, 300).replace(/\.$/, '');
          judges.delete(judge);
          if (judge.ready) onDeath(judge, cause);
          else resolve(cause);
        },
      });
    });
  const startOne = async (): Promise<Judge | null> => {
    for (;;) {
      const judge: Judge = {
        ...{ process: null, ready: false, taken: true, work: null },
        ...{ heardAtMs: performance.now(), programs: 0, verdict: null },
      };
      const why = await launch(judge);
      if (why === null) {
        failedStarts = 0;
        return judge;
      }
      failedStarts += 1;
      if (closing.signal.aborted) return null;
      if (failedStarts >= maxFailedStarts) throw new Error(`no process that judges can be started: ${why}`);
      await pause(startPauseMs * 2 ** (failedStarts - 1), closing.signal);
      if (closing.signal.aborted) return null;
    }
  };
  const endStuck = (): void => {
    for (const judge of judges) {
      const silentMs = performance.now() - judge.heardAtMs;
      if (judge.work === null || judge.programs > 0 || silentMs < stuckAfterMs) continue;
      judge.verdict = `its grader took more than ${Math.round(stuckAfterMs / 1000)} s for one completion`;
      judge.process?.kill();
    }
  };
  const watch = setInterval(endStuck, Math.min(5000, stuckAfterMs / 2));
  watch.unref();

  return {
    judge: async ({ tasks, items, onVerdicts }) => {
      if (deathsInARow > 1) await pause(Math.min(10_000, 50 * 2 ** deathsInARow), closing.signal);
      if (closing.signal.aborted) return null;
      const idle = [...judges].find(({ taken }) => !taken);
      if (idle !== undefined) idle.taken = true;
      const judge = idle ?? (await startOne());
      if (judge === null || closing.signal.aborted) return null;
      const ended = Promise.withResolvers<Judged | null>();
      judge.work = { onVerdicts, end: ended.resolve };
      judge.heardAtMs = performance.now();
      judge.process?.send({ kind: 'batch', tasks, items });
      return ended.promise;
    },
    keep: groups => {
      for (const { process } of judges) process?.send({ kind: 'keep', groups });
    },
    deaths: () => deaths,
    residentMb: () => [...judges].reduce((sum, { process }) => sum + (process?.residentMb() ?? 0), 0),
    close: () => {
      closing.abort();
      clearInterval(watch);
      for (const { process } of judges) process?.kill();
    },
  };
};

const failureOf = (thrown: unknown): JudgeFailure => ({
  code: thrown instanceof EurusError ? thrown.code : null,
  message: messageOf(thrown),
});
