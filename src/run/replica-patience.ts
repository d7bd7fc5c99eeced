import type { Replica, TryReport } from '../core/index.ts';
import {
  allAwayNotice,
  allAwayState,
  allGaveUp,
  replicaAwayNotice,
  replicaBackNotice,
} from './rate/away-words.ts';
import type { RateGate } from './rate/gate.ts';
import { type Away, createOutage, type Outage } from './rate/outage.ts';
import { createMember, type Member } from './rate/replica.ts';
import { createReplicasGate } from './rate/replicas-gate.ts';
import { watchThrottling } from './rate/throttling.ts';
import { defaultServerPatience, type ServerGateOptions } from './server-patience.ts';
import type { Session } from './session.ts';

export type ReplicaGates = {
  readonly replicas: readonly Replica[];
  /** The window and brakes of each, in their order. */
  readonly gates: readonly RateGate[];
  /** Windows are shares of `most`; else each server's is found by measuring. */
  readonly areShares: boolean;
  /** Most answers under way over all. */
  readonly most: number;
};

/** How often a server's going and coming is told. */
const mostTold = 3;

/**
 * A gate over several servers that leaves out who is away, says so, and goes on with the others. Only when none is there
 * the run waits, and ends when it has waited long enough for the last one.
 */
export const createPatientReplicas = (
  { replicas, gates, areShares, most }: ReplicaGates,
  answeredBefore: boolean,
  session: Session,
  { serverPatience = defaultServerPatience, onNotice, drain }: ServerGateOptions,
): RateGate => {
  const { halt, progress, changed } = session;
  const members: Member[] = [];
  const outages: Outage[] = [];
  const throttlings: ReturnType<typeof watchThrottling>[] = [];
  const gaveUp = new Set<number>();
  let [proven, outageNumber, wasWaiting] = [answeredBefore, 0, false];
  const used = replicas.filter(replica => replica.standing().is !== 'excluded').length;

  /** The one that went last, when all are away. */
  const allAway = (): Away | null => {
    const away = members.flatMap(({ usable, place }) => (usable ? [outages[place]?.away() ?? null] : []));
    const known = away.filter(one => one !== null);
    if (known.length < away.length) return null;
    return known.reduce<Away | null>(
      (last, one) => (last === null || one.sinceMs > last.sinceMs ? one : last),
      null,
    );
  };
  /** Only when nobody can be hoped for any more the run ends. */
  const giveUp = (place: number) => (away: Away) => {
    gaveUp.add(place);
    if (gaveUp.size === used) halt.fail(allGaveUp(away, used, Date.now()));
  };
  const stopWaiting = (): void => {
    // What is in flight would be finished first, but nothing is.
    if (allAway() !== null) halt.stop();
  };
  drain?.addEventListener('abort', stopWaiting, { signal: halt.signal });

  const show = (): void => {
    const away = allAway();
    if (away !== null && !wasWaiting) onNotice?.(allAwayNotice(away, used, serverPatience.waitMs));
    if (away !== null || wasWaiting) {
      progress.state = away === null ? null : allAwayState(away);
      progress.resumesAtMs = away === null ? null : nextLookMs(outages);
    }
    wasWaiting = away !== null;
    changed();
    if (drain?.aborted) stopWaiting();
  };

  for (const [place, replica] of replicas.entries()) {
    const gate = gates[place];
    if (gate === undefined) throw new Error(`${replica.url} has no gate`);
    const awayFirst = awayAtStart(replica);
    let [told, isAway] = [0, awayFirst !== undefined];
    const outage = createOutage({
      answeredBefore: () => proven,
      patienceMs: serverPatience.waitMs,
      firstProbeMs: serverPatience.firstProbeMs,
      maxProbeMs: serverPatience.maxProbeMs,
      awayFirst,
      nextNumber: () => ++outageNumber,
      onProbeDue: () => whole.wake(),
      onAway: away => {
        if (!isAway && told < mostTold && allAway() === null) {
          told += 1;
          const last = told === mostTold ? '; not said again' : '';
          onNotice?.(`${replicaAwayNotice(replica.url, away)}${last}`);
        }
        isAway = true;
        show();
      },
      onBack: away => {
        gaveUp.delete(place);
        if (told < mostTold || wasWaiting) onNotice?.(replicaBackNotice(replica.url, away, Date.now()));
        isAway = false;
        show();
        whole.wake();
      },
      onGiveUp: giveUp(place),
    });
    throttlings.push(watchThrottling(serverPatience.waitMs, giveUp(place)));
    outages.push(outage);
    const othersThere = (): boolean => members.some(one => one.place !== place && one.isThere());
    members.push(createMember({ place, replica, gate, outage, isShare: areShares, othersThere }));
  }
  const whole = createReplicasGate({
    members,
    most,
    state: () => {
      const away = allAway();
      return away === null ? null : allAwayState(away);
    },
    onEnded: (place, report) => {
      throttlings[place]?.(report);
      if (report.outcome !== 'answered') return;
      proven = true;
      gaveUp.delete(place);
    },
  });
  return whole;
};

/** A server that the check before the first request did not find. */
const awayAtStart = (replica: Replica): TryReport | undefined => {
  const standing = replica.standing();
  if (standing.is !== 'away') return undefined;
  return {
    outcome: 'unreachable',
    ...{ latencyMs: 0, retryAfterMs: null, limits: null, tokens: null },
    message: standing.why,
    brief: 'not there at the start',
  };
};

const nextLookMs = (outages: readonly Outage[]): number | null => {
  const times = outages.flatMap(outage => outage.away()?.resumesAtMs ?? []);
  return times.length === 0 ? null : Math.min(...times);
};
