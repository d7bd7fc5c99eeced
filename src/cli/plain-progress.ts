import { wilson } from '../metric/index.ts';
import {
  duration,
  isFinished,
  type RecentRates,
  renderProgressLine,
  runningScore,
  type Wait,
} from '../report/index.ts';
import type { Progress, TaskProgress } from '../run/index.ts';

const printEveryMs = 10_000;
/** A wait that is over sooner is not worth two lines. */
const shortWaitMs = 2_000;

/**
 * Lines of a log: now and then where the work stands, and one for each benchmark that is finished and each wait that
 * begins and ends. What takes less than ten seconds is told by its result.
 */
export const plainProgress = (note: (text: string) => void, startedAtMs: number) => {
  let printedAtMs = startedAtMs;
  let waited: { readonly sinceMs: number; readonly isOurs: boolean } | null = null;
  let noticedAtMs = Number.NEGATIVE_INFINITY;
  let told = new Set<TaskProgress>();
  let resumed = Number.NaN;

  const tellWaits = (wait: Wait | null, nowMs: number): void => {
    if (waited !== null && wait?.sinceMs !== waited.sinceMs) {
      if (waited.isOurs) note(`Going on after ${duration((nowMs - waited.sinceMs) / 1000)} of waiting.`);
      waited = null;
    }
    if (waited !== null || wait === null || nowMs - wait.sinceMs < shortWaitMs) return;
    waited = { sinceMs: wait.sinceMs, isOurs: noticedAtMs < wait.sinceMs - shortWaitMs };
    if (waited.isOurs) note(`${wait.text.slice(0, 1).toUpperCase()}${wait.text.slice(1)}`);
  };
  const tellFinished = (progress: Progress): void => {
    for (const task of progress.tasks.filter(isFinished)) {
      if (told.has(task)) continue;
      told.add(task);
      note(finishedLine(task));
    }
  };
  const look = (progress: Progress | null, recent: RecentRates, wait: Wait | null, nowMs: number): void => {
    // Stopping is answered when it is asked for.
    tellWaits(wait !== null && wait.text === progress?.state ? wait : null, nowMs);
    if (progress === null) return;
    // What earlier commands had finished is no news.
    if (progress.resumed !== resumed) told = new Set(progress.tasks.filter(isFinished));
    resumed = progress.resumed;
    if (nowMs - startedAtMs < printEveryMs) return;
    tellFinished(progress);
    if (nowMs - printedAtMs < printEveryMs) return;
    printedAtMs = nowMs;
    const line = renderProgressLine(progress, nowMs, lineWidth, recent);
    note(wait === null ? line : `${line}  ${wait.text}, ${duration((nowMs - wait.sinceMs) / 1000)}`);
  };
  return {
    look,
    /** To be called when the pipeline has said something of a wait itself: it is not said twice then. */
    noticed: (nowMs: number): void => {
      noticedAtMs = nowMs;
    },
  };
};

const lineWidth = 160;

const finishedLine = (task: TaskProgress): string => {
  const { score, interval } = runningScore(task, wilson);
  const rest = [
    ...(task.unscored === 0 ? [] : [`${task.unscored} unscored`]),
    ...(task.truncated === 0 ? [] : [`${task.truncated} cut off`]),
  ];
  const numbers = score === '' ? 'no score' : `${score} ${interval} of ${task.scored}`;
  return `${task.name} finished: ${[numbers, ...rest].join(', ')}`;
};
