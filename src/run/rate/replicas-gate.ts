import type { Caller, Fate, Pass, TryOutcome, TryReport } from '../../core/index.ts';
import { type Clock, systemClock } from './clock.ts';
import type { RateGate } from './gate.ts';
import { leaveOnAbort } from './leave-on-abort.ts';
import type { Member } from './replica.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createSuspects } from './suspects.ts';

export type ReplicasGateOptions = {
  /** In the order of the backend's replicas. */
  readonly members: readonly Member[];
  /** Most answers under way over all; `Infinity` where each finds its own. */
  readonly most: number;
  /** What holds all of them up, in a few words; null when nothing does. */
  readonly state: () => string | null;
  /** Told how each try ended. */
  readonly onEnded: (place: number, report: TryReport) => void;
  readonly clock?: Clock;
};

type Waiting = {
  readonly weight: number;
  readonly caller: Caller;
  readonly signal: AbortSignal | undefined;
  readonly go: (sent: Promise<Pass>) => void;
  readonly stop: (reason: unknown) => void;
};

const firstTry = (): Caller => ({ identity: {}, failures: 0, outages: 0 });
const noFailure: ReadonlySet<TryOutcome> = new Set(['answered', 'stopped', 'refused']);
const shortestWaitMs = 1;

/**
 * One gate for several servers: all requests wait in one line, and whoever is first goes to the server that is least
 * busy for its weight and window. What has failed goes to a server that has not failed it yet, where there is one. Of a
 * server that is away, one request at a time finds out whether it is back.
 */
export const createReplicasGate = (options: ReplicasGateOptions): RateGate => {
  const { members, most, clock = systemClock } = options;
  const budget = createRetryBudget();
  const suspects = createSuspects();
  const waiting = new Set<Waiting>();
  /** By request: the servers that have failed it. */
  const failedAt = new WeakMap<object, Set<Member>>();
  let inFlight = 0;
  let cancelTimer: (() => void) | null = null;

  const there = (): readonly Member[] => members.filter(member => member.isThere());
  const hasPlaces = (weight: number): boolean => inFlight === 0 || inFlight + weight <= most;
  /** Servers that could answer a request at its next try, and have not failed it. */
  const fresh = (identity: object): readonly Member[] => {
    const failed = failedAt.get(identity);
    return failed === undefined ? there() : there().filter(member => !failed.has(member));
  };

  const choose = ({ weight, caller: { identity } }: Waiting): Member | null => {
    const failed = failedAt.get(identity);
    const open = members.filter(member => member.hasRoom(weight));
    if (open.length === 0) return null;
    const others = fresh(identity);
    if (others.length === 0) return leastBusy(open.filter(one => !failed?.has(one))) ?? leastBusy(open);
    // Whatever was lost already is not risked: another may find out.
    if (failed === undefined) {
      const probed = open.find(member => member.probesNext());
      if (probed !== undefined) return probed;
    }
    return leastBusy(open.filter(member => others.includes(member)));
  };

  const send = ({ weight, caller: { identity } }: Waiting, member: Member): Promise<Pass> => {
    inFlight += weight;
    return member.send(weight, identity).then(pass => ({
      ...pass,
      leave: report => {
        const fate = pass.leave(report);
        options.onEnded(member.place, report);
        inFlight -= weight;
        if (report.outcome === 'answered') budget.earn();
        const moves = !noFailure.has(report.outcome) && noteFailure(member, identity);
        admit();
        return moves && fate !== undefined ? () => elsewhere(fate()) : fate;
      },
    }));
  };

  /** @returns whether another server is there that has not failed the request */
  const noteFailure = (member: Member, identity: object): boolean => {
    const failed = failedAt.get(identity) ?? new Set();
    failedAt.set(identity, failed.add(member));
    if (fresh(identity).length > 0) return true;
    // All have: from the start, but not with the one that was the last.
    if (there().length > 1) failedAt.set(identity, new Set([member]));
    return false;
  };

  const admit = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    for (const one of waiting) {
      if (!hasPlaces(one.weight)) return;
      const member = choose(one);
      if (member !== null) {
        waiting.delete(one);
        one.go(send(one, member));
        continue;
      }
      // Those behind it would keep what is heavy waiting for ever; what waits for one server only is passed by.
      if (one.weight > 1 || !members.some(known => known.hasRoom(1))) break;
    }
    lookAgain();
  };

  const lookAgain = (): void => {
    const [first] = waiting;
    if (first === undefined) return;
    const waitMs = Math.min(...members.map(member => member.waitMs(first.weight)).filter(ms => ms > 0));
    if (waitMs < Number.POSITIVE_INFINITY) cancelTimer = clock.after(Math.max(shortestWaitMs, waitMs), admit);
  };

  const stopWith = leaveOnAbort(waiting, admit);

  const queue = (signal: AbortSignal | undefined, weight: number, caller: Caller): Promise<Pass> =>
    new Promise<Pass>((resolve, reject) => {
      signal?.throwIfAborted();
      stopWith(signal);
      waiting.add({ weight, caller, signal, go: resolve, stop: reject });
      admit();
    });

  const enterAgain = async (
    signal: AbortSignal | undefined,
    weight: number,
    caller: Caller,
  ): Promise<Pass> => {
    signal?.throwIfAborted();
    if (caller.failures === 0) budget.earn();
    else await budget.take(signal);
    const left = await suspects.enter(caller.outages, signal);
    try {
      const pass = await queue(signal, weight, caller);
      return {
        ...pass,
        leave: report => {
          left();
          return pass.leave(report);
        },
      };
    } catch (stopped) {
      left();
      throw stopped;
    }
  };

  const sumOf = (windows: readonly Member[]): number =>
    windows.reduce((sum, { progress }) => sum + progress.window, 0);
  const usable = members.filter(member => member.usable);
  const asked = (): readonly Member[] => {
    const now = there();
    return now.length > 0 ? now : usable;
  };
  /** Of those that are away each has one place, for the request that finds out whether it is back. */
  const places = (): number => sumOf(asked()) + usable.length - asked().length;
  return {
    window: () => Math.max(1, Math.min(most, places())),
    widest: () => Math.min(most, Math.max(1, ...asked().map(({ progress }) => progress.window))),
    inFlight: () => inFlight,
    waitMs: weight =>
      waiting.size > 0 || !hasPlaces(weight)
        ? Number.POSITIVE_INFINITY
        : Math.min(...members.map(member => member.waitMs(weight))),
    state: () => options.state() ?? heldUp(there()),
    wake: admit,
    replicas: members.map(({ progress }) => progress),
    close: () => {
      cancelTimer?.();
      budget.close();
      for (const member of members) member.close();
    },
    enter: (signal, weight = 1, caller = firstTry()) => {
      if (caller.failures > 0 || caller.outages > 0) return enterAgain(signal, weight, caller);
      budget.earn();
      return queue(signal, weight, caller);
    },
  };
};

const leastBusy = (members: readonly Member[]): Member | null => {
  let least: Member | null = null;
  for (const member of members) {
    if (least === null || isLessBusy(member, least)) least = member;
  }
  return least;
};

/** Where both are as busy, the one that has had less. */
const isLessBusy = (one: Member, other: Member): boolean =>
  one.load() < other.load() || (one.load() === other.load() && one.had() < other.had());

const elsewhere = (fate: Fate): Fate => ({ ...fate, elsewhere: true });

/** Why nothing is sent, where that is so for each of them; null where one may be asked. */
const heldUp = (members: readonly Member[]): string | null => {
  let first: string | null = null;
  for (const member of members) {
    const state = member.state();
    if (state === null) return null;
    first ??= state;
  }
  return first;
};
