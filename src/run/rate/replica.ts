import type { Fate, Pass, Replica, TryReport } from '../../core/index.ts';
import type { ReplicaProgress } from '../progress.ts';
import type { RateGate } from './gate.ts';
import type { Outage } from './outage.ts';

/** One of several servers, with a window and a health of its own. */
export type Member = {
  readonly place: number;
  /** Not left out for the whole run. */
  readonly usable: boolean;
  readonly progress: ReplicaProgress;
  /** Not known to be away, so that it is asked. */
  isThere(): boolean;
  /** True when a try for so many answers may be sent now. */
  hasRoom(weight: number): boolean;
  /** Milliseconds until it may be asked, where only time stands in the way; `Infinity` where something else does. */
  waitMs(weight: number): number;
  /** True when the next try would show whether it is back. */
  probesNext(): boolean;
  /** How full it is, beside the others: what has least is asked next. */
  load(): number;
  /** How much of the work it has had for its weight. */
  had(): number;
  /** Sends a try; there is room. */
  send(weight: number, request: object): Promise<Pass>;
  state(): string | null;
  close(): void;
};

export type MemberParts = {
  readonly place: number;
  readonly replica: Replica;
  /** Its window and brakes. */
  readonly gate: RateGate;
  readonly outage: Outage;
  /** The window is its share by weight; else it is what the server was found to bear. */
  readonly isShare: boolean;
  /** True while another one could answer in its place. */
  othersThere(): boolean;
};

/** So many different requests in a row without a usable answer are no chance. */
const enoughBroken = 8;

export const createMember = (parts: MemberParts): Member => {
  const { place, replica, gate, outage, isShare, othersThere } = parts;
  const standing = replica.standing();
  const usable = standing.is !== 'excluded';
  const broken = new Set<object>();
  const counts = { answered: 0, failed: 0, sent: 0 };

  /**
   * A server that gives nothing but failures is quick, and would be asked more than the others: as long as there are
   * others it counts as one that is not there.
   */
  const judged = (report: TryReport, request: object): TryReport => {
    if (report.outcome !== 'broken') {
      if (report.outcome !== 'stopped') broken.clear();
      return report;
    }
    if (broken.size < enoughBroken) broken.add(request);
    return broken.size >= enoughBroken && othersThere() ? { ...report, outcome: 'unreachable' } : report;
  };

  /** Beside others one request at a time finds out whether it is back: it may be lost there. */
  const mayBeAsked = (): boolean =>
    usable && outage.mayPass() && !(outage.open() && outage.probes() > 0 && othersThere());

  return {
    place,
    usable,
    progress: {
      ...{ url: replica.url, weight: replica.weight },
      get inFlight() {
        return gate.inFlight();
      },
      get window() {
        return gate.window();
      },
      get answered() {
        return counts.answered;
      },
      get failed() {
        return counts.failed;
      },
      get away() {
        if (standing.is === 'excluded') return 'left out';
        const away = outage.away();
        return away === null ? null : `away: ${away.cause}`;
      },
    },
    isThere: () => usable && !outage.open(),
    hasRoom: weight => mayBeAsked() && gate.waitMs(weight) === 0,
    waitMs: weight => (mayBeAsked() ? gate.waitMs(weight) : Number.POSITIVE_INFINITY),
    probesNext: () => outage.open(),
    load: () => gate.inFlight() / (isShare ? replica.weight : gate.window() * replica.weight),
    had: () => counts.sent / replica.weight,
    send: async (weight, request) => {
      counts.sent += weight;
      const probed = outage.passNow() ?? 0;
      const pass = await gate.enter(undefined, weight);
      return {
        replica: place,
        leave: (report): (() => Fate) => {
          pass.leave(report);
          if (report.outcome === 'answered') counts.answered += weight;
          else if (report.outcome !== 'stopped') counts.failed += 1;
          return outage.ended(judged(report, request), request, probed);
        },
      };
    },
    state: gate.state,
    close: () => {
      gate.close();
      outage.close();
    },
  };
};
