import type { Caller, Fate, Pass, TryReport } from '../../core/index.ts';
import { awayState } from './away-words.ts';
import type { RateGate } from './gate.ts';
import { createOutage, type OutageOptions } from './outage.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createSuspects } from './suspects.ts';
import { watchThrottling } from './throttling.ts';

const notSent: TryReport = {
  outcome: 'stopped',
  latencyMs: 0,
  retryAfterMs: null,
  limits: null,
  tokens: null,
  message: null,
};

/** A gate that waits while the server is away, and lets retries through with care. */
export const createPatientGate = (inner: RateGate, options: OutageOptions): RateGate => {
  const outage = createOutage(options);
  const budget = createRetryBudget();
  const suspects = createSuspects();
  const noteThrottling = watchThrottling(options.patienceMs, options.onGiveUp);

  const ended = (report: TryReport, request: object, probed: number): (() => Fate) => {
    if (report.outcome === 'answered') budget.earn();
    noteThrottling(report);
    return outage.ended(report, request, probed);
  };

  type Entering = { readonly signal: AbortSignal | undefined; readonly weight: number | undefined };

  /** With an eye on the server: a try waits while it is away, or probes whether it is back. */
  const enterWatched = async (
    { signal, weight }: Entering,
    request: object,
    left: () => void,
  ): Promise<Pass> => {
    for (;;) {
      let probed = 0;
      try {
        probed = await outage.pass(signal);
        const pass = await inner.enter(signal, weight);
        if (probed > 0 || !outage.open()) {
          return {
            leave: report => {
              left();
              pass.leave(report);
              return ended(report, request, probed);
            },
          };
        }
        // The server went away while it waited for its turn.
        pass.leave(notSent);
      } catch (error) {
        left();
        if (probed > 0) outage.ended(notSent, request, probed);
        throw error;
      }
    }
  };

  const enterAgain = async (entering: Entering, caller: Caller): Promise<Pass> => {
    const { signal } = entering;
    signal?.throwIfAborted();
    if (caller.failures === 0) budget.earn();
    else await budget.take(signal);
    const left = await suspects.enter(caller.outages, signal);
    return await enterWatched(entering, caller.identity, left);
  };

  return {
    ...inner,
    enter: (signal, weight, caller = { identity: {}, failures: 0, outages: 0 }) => {
      const entering = { signal, weight };
      const { identity, failures, outages } = caller;
      if (failures > 0 || outages > 0 || outage.open()) return enterAgain(entering, caller);
      // Nearly all tries are first ones, to a server that is there: they are spared what the others take.
      budget.earn();
      return inner.enter(signal, weight).then(pass => {
        if (!outage.open()) {
          return {
            leave: report => {
              pass.leave(report);
              return ended(report, identity, 0);
            },
          };
        }
        pass.leave(notSent);
        return enterWatched(entering, identity, () => undefined);
      });
    },
    state: () => {
      const away = outage.away();
      return away === null ? inner.state() : awayState(away);
    },
    close: () => {
      inner.close();
      outage.close();
      budget.close();
    },
  };
};
