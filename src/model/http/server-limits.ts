import type { ServerLimits } from '../../core/index.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Longer than any limit is for: a date that was read wrongly. */
const longestResetMs = 24 * 3_600_000;

/** The headers that a budget stands in. */
type Names = { readonly remaining: string; readonly limit: string; readonly reset: string };

const namesOf = (nameOf: (what: string) => string): Names => ({
  remaining: nameOf('remaining'),
  limit: nameOf('limit'),
  reset: nameOf('reset'),
});

/** Where the hosts write what is left: OpenAI and those like it, Anthropic. */
const hosts = [
  {
    requests: namesOf(what => `x-ratelimit-${what}-requests`),
    tokens: namesOf(what => `x-ratelimit-${what}-tokens`),
  },
  {
    requests: namesOf(what => `anthropic-ratelimit-requests-${what}`),
    tokens: namesOf(what => `anthropic-ratelimit-tokens-${what}`),
  },
] as const;

/** The draft of the IETF. */
const draftNames = namesOf(what => `ratelimit-${what}`);

/**
 * What a server says of its limits, or null when it says nothing.
 * @param nowMs milliseconds since 1970, for limits that end at a date
 */
export const readServerLimits = (headers: Headers, nowMs: number): ServerLimits | null => {
  for (const names of hosts) {
    const requests = budgetOf(headers, names.requests, nowMs);
    const tokens = budgetOf(headers, names.tokens, nowMs);
    if (requests === null && tokens === null) continue;
    return {
      ...(requests === null ? {} : fields(requests, 'Requests')),
      ...(tokens === null ? {} : fields(tokens, 'Tokens')),
    };
  }
  const draft = budgetOf(headers, draftNames, nowMs);
  return draft === null ? null : fields(draft, 'Requests');
};

type Budget = {
  readonly remaining: number;
  readonly limit: number | null;
  readonly resetMs: number | null;
};

const budgetOf = (headers: Headers, names: Names, nowMs: number): Budget | null => {
  if (headers[names.remaining] === undefined) return null;
  const remaining = count(single(headers[names.remaining]));
  if (remaining === null) return null;
  return {
    remaining,
    limit: count(single(headers[names.limit])),
    resetMs: parseReset(single(headers[names.reset]), nowMs),
  };
};

const fields = ({ remaining, limit, resetMs }: Budget, of: 'Requests' | 'Tokens'): ServerLimits => ({
  [`remaining${of}`]: remaining,
  ...(limit === null ? {} : { [`limit${of}`]: limit }),
  ...(resetMs === null ? {} : { [of === 'Requests' ? 'requestsResetMs' : 'tokensResetMs']: resetMs }),
});

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds until a limit is full again: `1m30s`, `12ms`, seconds, or a date. Null for what is none of these. */
export const parseReset = (text: string, nowMs: number): number | null => {
  const ms = durationMs(text) ?? untilMs(text, nowMs);
  return ms === null || ms > longestResetMs ? null : Math.max(0, ms);
};

const durationMs = (text: string): number | null => {
  if (/^\d{1,12}(?:\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  if (text.length > 40 || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(number) * (unitsMs[unit ?? ''] ?? 0);
  }
  return total;
};

const untilMs = (text: string, nowMs: number): number | null => {
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : date - nowMs;
};

const count = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

const single = (header: string | string[] | undefined): string =>
  ((Array.isArray(header) ? header[0] : header) ?? '').trim();
