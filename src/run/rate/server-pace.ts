import type { ServerLimits } from '../../core/index.ts';
import type { Brake } from './parts.ts';

/** Fewer than this part of the full budget is few; where the full budget is not known, fewer than so many. */
const fewShare = 0.05;
const few = 4;

type Budget = { left: number; full: number | null; resetAt: number };

/** Spreads what the server says is left over the time until there is more; waits for more when nothing is left. */
export const createServerPace = (): Brake => {
  let requests: Budget | null = null;
  let tokens: Budget | null = null;
  let sent = 0;
  let meanTokens = 0;
  let lastSentAt = 0;

  const waitFor = (budget: Budget | null, cost: number, now: number): number => {
    if (budget === null || now >= budget.resetAt) return 0;
    const tries = budget.left / Math.max(1, cost);
    if (tries > (budget.full === null ? few : Math.max(few, (budget.full * fewShare) / Math.max(1, cost))))
      return 0;
    if (tries < 1) return budget.resetAt - now;
    return Math.max(0, lastSentAt + (budget.resetAt - lastSentAt) / (tries + 1) - now);
  };

  return {
    waitMs: (now, weight) => Math.max(waitFor(requests, 1, now), waitFor(tokens, meanTokens * weight, now)),
    sent: (now, weight) => {
      sent += 1;
      lastSentAt = now;
      if (requests !== null) requests.left -= 1;
      if (tokens !== null) tokens.left -= meanTokens * weight;
      const number = sent;
      return (report, then) => {
        if (report.tokens !== null) {
          const each = report.tokens / weight;
          meanTokens += (each - meanTokens) * (meanTokens === 0 ? 1 : 0.1);
        }
        if (report.limits === null) return;
        // What the server said was so when this try came; what was sent since has to come off.
        const since = sent - number;
        requests = read(report.limits, 'Requests', then, since) ?? requests;
        tokens = read(report.limits, 'Tokens', then, since * meanTokens) ?? tokens;
      };
    },
    state: now => {
      const waitMs = Math.max(waitFor(requests, 1, now), waitFor(tokens, meanTokens, now));
      return waitMs < 1000
        ? null
        : `little is left of the server's limit; next in ${Math.ceil(waitMs / 1000)} s`;
    },
  };
};

const read = (limits: ServerLimits, of: 'Requests' | 'Tokens', now: number, since: number): Budget | null => {
  const remaining = limits[`remaining${of}`];
  const resetMs = of === 'Requests' ? limits.requestsResetMs : limits.tokensResetMs;
  if (remaining === undefined || resetMs === undefined) return null;
  return { left: remaining - since, full: limits[`limit${of}`] ?? null, resetAt: now + resetMs };
};
