import type { Gate, Pass } from '../../core/index.ts';
import type { ReplicaProgress } from '../progress.ts';
import { createAuto } from './auto.ts';
import { type Clock, systemClock } from './clock.ts';
import { createFixed } from './fixed.ts';
import { leaveOnAbort } from './leave-on-abort.ts';
import { maxWindow } from './max-window.ts';
import type { Brake, Control, Ended } from './parts.ts';

export type RateGate = Gate & {
  /** Answers that may be under way now. */
  window(): number;
  /** The largest part of them that one server has: all, where there is one. */
  widest(): number;
  /** Answers under way. */
  inFlight(): number;
  /** Milliseconds until a try for `weight` answers may go; 0 for now, `Infinity` until something else has happened. */
  waitMs(weight: number): number;
  /** Why nothing is sent now, in a few words; null when nothing holds it up. */
  state(): string | null;
  /** Looks again whether something may be sent: for a brake that was let go by something other than a try. */
  wake(): void;
  /** Each of several servers, as it stands when it is looked at; absent where there is one. */
  readonly replicas?: readonly ReplicaProgress[];
  /** Lets go of its timer. */
  close(): void;
};

export type GateOptions = {
  /** A fixed number of answers under way, or found by measuring. */
  readonly window: number | 'auto';
  /** Most that `auto` goes up to. */
  readonly maxWindow?: number;
  /** All of them have to agree before a try is sent. */
  readonly brakes?: readonly Brake[];
  readonly clock?: Clock;
};

/** Short enough not to be felt, long enough not to spin on a timer that fires early. */
const shortestWaitMs = 1;

type Waiting = {
  readonly weight: number;
  readonly signal: AbortSignal | undefined;
  readonly go: (pass: Pass) => void;
  readonly stop: (reason: unknown) => void;
};

/** Lets tries through in the order in which they asked: as many as the window has room for, when no brake holds them. */
export const createGate = (options: GateOptions): RateGate => {
  const { brakes = [], clock = systemClock, window } = options;
  const control: Control =
    window === 'auto' ? createAuto({ maxWindow: options.maxWindow ?? maxWindow() }) : createFixed(window);
  const parts = [control, ...brakes];
  const waiting = new Set<Waiting>();
  let inFlight = 0;
  let cancelTimer: (() => void) | null = null;

  const hasRoom = (weight: number): boolean => inFlight === 0 || inFlight + weight <= control.window();

  const admit = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    for (const one of waiting) {
      if (!hasRoom(one.weight)) return;
      const now = clock.now();
      const waitMs = longestWait(brakes, now, one.weight);
      if (waitMs > 0) {
        if (waitMs < Number.POSITIVE_INFINITY)
          cancelTimer = clock.after(Math.max(shortestWaitMs, waitMs), admit);
        return;
      }
      waiting.delete(one);
      inFlight += one.weight;
      one.go(
        passFor(
          one.weight,
          parts.map(part => part.sent(now, one.weight)),
        ),
      );
    }
  };

  const passFor = (weight: number, tell: readonly Ended[]): Pass => ({
    leave: report => {
      const now = clock.now();
      inFlight -= weight;
      for (const ended of tell) ended(report, now);
      admit();
      return undefined;
    },
  });

  const stopWith = leaveOnAbort(waiting, admit);

  return {
    window: control.window,
    widest: control.window,
    inFlight: () => inFlight,
    waitMs: weight =>
      waiting.size > 0 || !hasRoom(weight)
        ? Number.POSITIVE_INFINITY
        : longestWait(brakes, clock.now(), weight),
    state: () => firstState(brakes, clock.now()),
    wake: admit,
    close: () => cancelTimer?.(),
    enter: (signal, weight = 1) =>
      new Promise<Pass>((resolve, reject) => {
        signal?.throwIfAborted();
        stopWith(signal);
        waiting.add({ weight, signal, go: resolve, stop: reject });
        // Whoever is not the first has the same to wait for.
        if (waiting.size === 1) admit();
      }),
  };
};

const longestWait = (brakes: readonly Brake[], now: number, weight: number): number => {
  let longest = 0;
  for (const brake of brakes) longest = Math.max(longest, brake.waitMs(now, weight));
  return longest;
};

const firstState = (brakes: readonly Brake[], now: number): string | null => {
  for (const brake of brakes) {
    const state = brake.state(now);
    if (state !== null) return state;
  }
  return null;
};
