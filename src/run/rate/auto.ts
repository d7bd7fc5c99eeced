import type { TryReport } from '../../core/index.ts';
import { createCeiling } from './ceiling.ts';
import { createClimb } from './climb.ts';
import { type Epoch, failedShareOf, goodputOf, startEpoch, triesOf, useOf } from './epoch.ts';
import type { Control } from './parts.ts';
import { createTolerance } from './tolerance.ts';

export type AutoOptions = {
  readonly firstWindow?: number;
  readonly maxWindow: number;
};

/** Answers from which a goodput can be read, however small the window is. */
const fewestAnswers = 16;
/** Shorter, and pauses of our own process would be read as the server's. */
const shortestEpochMs = 100;
/** Fewer pushed-back tries than this are chance. */
const fewestPushedBack = 3;
/** Part of the window that is given up at first; doubles with every further time in a row. */
const gentlest = 0.06;
/** An epoch in which the window was used less says nothing about the window. */
const leastUse = 0.8;

/**
 * Finds the window at which a server answers most, from how its tries end. It doubles while that makes the goodput
 * grow, then tries a little more and a little less (`climb`). When the server pushes back it gives way at once, more
 * with every time in a row, remembers where that was (`ceiling`), and learns when failures have nothing to do with
 * the window (`tolerance`). Latency needs no look of its own: with a full window it is the window through the goodput.
 */
export const createAuto = ({ firstWindow = 8, maxWindow }: AutoOptions): Control => {
  const clampWindow = (wanted: number): number => Math.max(1, Math.min(maxWindow, Math.round(wanted)));
  const climb = createClimb(clampWindow);
  const ceiling = createCeiling();
  const tolerance = createTolerance();
  let window = clampWindow(firstWindow);
  /** Counts changes of the window: what was sent before one says nothing about what came after. */
  let generation = 0;
  let inFlight = 0;
  let seenAt = 0;
  /** Answers still to come before an epoch of a smaller window begins. */
  let settling = 0;
  let epoch: Epoch | null = null;
  let meanWork = 1;
  /** Times in a row that the server pushed back. */
  let streak = 0;

  const integrate = (now: number): void => {
    if (epoch !== null) epoch.held += inFlight * Math.max(0, now - Math.max(seenAt, epoch.startedAt));
    seenAt = now;
  };

  const change = (wanted: number, now: number, settle: boolean): void => {
    const next = clampWindow(wanted);
    if (next !== window) generation += 1;
    settling = settle ? next : 0;
    window = next;
    epoch = settle ? null : startEpoch(now);
  };

  /** The server pushed back, or too many tries broke: less now, and not above this again for a while. */
  const giveWay = (seen: Epoch, now: number, retryAfterMs: number | null): void => {
    const innocent = tolerance.gaveWay(window, failedShareOf(seen));
    if (innocent !== null) {
      streak = 0;
      climb.restart();
      change(innocent, now, false);
      return;
    }
    // Up to a wall tries go through, so the fewest under way at a refusal is just above it.
    const wall = Math.max(seen.pushedBackAt - 1, window / 2);
    const isWall = wall < 0.95 * window;
    const gentle = Math.min(window - 1, window * (1 - Math.min(0.5, gentlest * 2 ** streak)));
    streak += 1;
    ceiling.hit(isWall ? wall + 1 : window, now, retryAfterMs);
    climb.stay();
    change(isWall ? wall : gentle, now, true);
  };

  const finishEpoch = (seen: Epoch, now: number): void => {
    const failed = seen.pushedBack + seen.broken;
    if (failed >= fewestPushedBack && tolerance.isExceeded(failed, triesOf(seen))) {
      giveWay(seen, now, null);
      return;
    }
    tolerance.passed(failedShareOf(seen));
    streak = 0;
    if (useOf(seen, now, window) < leastUse) {
      epoch = startEpoch(now);
      return;
    }
    ceiling.passed(window, now - seen.startedAt);
    const next = climb.next({ window, goodput: goodputOf(seen, now), ceiling: ceiling.level(now) });
    if (next !== null) change(next.window, now, next.settle);
  };

  const onAnswer = (epoch: Epoch, report: TryReport, weight: number, now: number): void => {
    const tokens = report.outputTokens ?? report.tokens;
    const work = tokens === null ? meanWork * weight : Math.max(1, tokens);
    meanWork += (work / weight - meanWork) * 0.05;
    epoch.answered += weight;
    epoch.replies += 1;
    epoch.work += work;
    const enough = Math.max(fewestAnswers, window) * climb.patience();
    if (epoch.answered >= enough && now - epoch.startedAt >= shortestEpochMs) finishEpoch(epoch, now);
  };

  const onBroken = (epoch: Epoch, now: number): void => {
    epoch.broken += 1;
    if (epoch.broken >= Math.max(fewestAnswers, window)) finishEpoch(epoch, now);
  };

  const onPushedBack = (report: TryReport, at: number, now: number): void => {
    epoch ??= startEpoch(now);
    epoch.pushedBack += 1;
    epoch.pushedBackAt = Math.min(epoch.pushedBackAt, at);
    const enough = Math.max(fewestPushedBack, window / 20);
    if (epoch.pushedBack >= enough && tolerance.isExceeded(epoch.pushedBack, triesOf(epoch))) {
      giveWay(epoch, now, report.retryAfterMs);
    }
  };

  const ended = (report: TryReport, weight: number, sentIn: number, at: number, now: number): void => {
    integrate(now);
    inFlight -= weight;
    const { outcome } = report;
    if (epoch === null) {
      settling -= weight;
      if (settling <= 0 && inFlight <= window) epoch = startEpoch(now);
    } else if (outcome === 'answered') onAnswer(epoch, report, weight, now);
    else if (isBroken(outcome) && sentIn === generation) onBroken(epoch, now);
    // Not held against what came after the answer to it.
    if (pushesBack(outcome) && sentIn === generation) onPushedBack(report, at, now);
  };

  return {
    window: () => window,
    sent: (now, weight) => {
      integrate(now);
      inFlight += weight;
      epoch ??= generation === 0 && settling === 0 ? startEpoch(now) : null;
      if (epoch !== null) {
        epoch.sent += 1;
        epoch.widest = Math.max(epoch.widest, weight);
      }
      const [sentIn, at] = [generation, inFlight];
      return (report, then) => ended(report, weight, sentIn, at, then);
    },
  };
};

const pushesBack = (outcome: TryReport['outcome']): boolean =>
  outcome === 'throttled' || outcome === 'overloaded';

const isBroken = (outcome: TryReport['outcome']): boolean => outcome === 'broken' || outcome === 'lost';
