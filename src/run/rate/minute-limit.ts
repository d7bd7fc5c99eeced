import type { Brake } from './parts.ts';

export type MinuteLimits = {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
};

/** A little more than a minute, for what is sent at its end and arrives at its beginning. */
const minuteMs = 60_500;

/** What was sent within the last minute, oldest first. */
type Sent = { readonly at: number; tokens: number };

/**
 * Keeps below so many requests and tokens in any minute: every try counts. How many tokens a try will take is guessed
 * from those before it and put right when the server says; before the first answer tries go one by one.
 */
export const createMinuteLimit = (
  { requestsPerMinute, tokensPerMinute }: MinuteLimits,
  periodMs: number = minuteMs,
): Brake => {
  let log: Sent[] = [];
  let first = 0;
  let tokens = 0;
  let underWay = 0;
  const guess = createGuess();

  const forget = (now: number): void => {
    while (first < log.length && (log[first] as Sent).at <= now - periodMs) {
      tokens -= (log[first] as Sent).tokens;
      first += 1;
    }
    if (first > 1024 && first > log.length / 2) {
      log = log.slice(first);
      first = 0;
    }
  };
  const freeIn = (now: number, at: number): number => Math.max(0, at + periodMs - now);

  const requestWait = (now: number): number => {
    if (requestsPerMinute === null) return 0;
    // Evenly, but for a second's worth at once: many servers look at less than a minute.
    const burst = Math.max(1, Math.floor(requestsPerMinute / 60));
    const before = log[log.length - burst];
    const even = before === undefined ? 0 : before.at + (burst * periodMs) / requestsPerMinute - now;
    const oldest = log[log.length - requestsPerMinute];
    return Math.max(
      0,
      even,
      oldest === undefined || log.length - requestsPerMinute < first ? 0 : freeIn(now, oldest.at),
    );
  };

  const tokenWait = (now: number, weight: number): number => {
    if (tokensPerMinute === null || first >= log.length) return 0;
    const each = guess.value();
    if (each === null) return underWay > 0 ? Number.POSITIVE_INFINITY : 0;
    let over = tokens + each * weight - tokensPerMinute;
    for (let at = first; over > 0 && at < log.length; at += 1) {
      const sent = log[at] as Sent;
      over -= sent.tokens;
      if (over <= 0 || at === log.length - 1) return freeIn(now, sent.at);
    }
    return 0;
  };

  return {
    waitMs: (now, weight) => {
      forget(now);
      return Math.max(requestWait(now), tokenWait(now, weight));
    },
    sent: (now, weight) => {
      forget(now);
      const sent: Sent = { at: now, tokens: (guess.value() ?? 0) * weight };
      log.push(sent);
      tokens += sent.tokens;
      underWay += 1;
      return (report, then) => {
        forget(then);
        underWay -= 1;
        if (report.tokens !== null) guess.add(report.tokens / weight);
        // A try that was turned away took none; one that broke may have.
        const none = report.outcome === 'throttled' || report.outcome === 'unreachable';
        const real = report.tokens ?? (none ? 0 : sent.tokens);
        if (sent.at > then - periodMs) tokens += real - sent.tokens;
        sent.tokens = real;
      };
    },
    state: () => null,
  };
};

/** What a try takes, on the safe side: the mean and twice the spread. */
const createGuess = () => {
  let [mean, spread, known] = [0, 0, false];
  return {
    value: (): number | null => (known ? mean + 2 * spread : null),
    add: (tokens: number): void => {
      if (!known) [mean, spread, known] = [tokens, tokens / 4, true];
      const away = Math.abs(tokens - mean);
      mean += (tokens - mean) * 0.05;
      spread += (away - spread) * 0.05;
    },
  };
};
