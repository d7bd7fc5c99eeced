const maxDelayMs = 30_000;
/** A server may ask for more patience than we ever choose ourselves, but not for hours. */
const maxRetryAfterMs = 120_000;

/** Half of the wait is chance, so that requests which failed together do not come back together. */
export const delayMs = (
  retries: number,
  retryAfterMs: number | null,
  firstDelayMs: number,
  random: () => number = Math.random,
): number => {
  if (retryAfterMs !== null) return Math.min(retryAfterMs, maxRetryAfterMs) + random() * firstDelayMs;
  return Math.min(firstDelayMs * 2 ** retries, maxDelayMs) * (0.5 + random() / 2);
};

/** `Retry-After` in seconds or as a date, or OpenAI's `retry-after-ms`; null when there is none that makes sense. */
export const parseRetryAfter = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null => {
  const milliseconds = Number(single(headers['retry-after-ms']) || Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const text = single(headers['retry-after']);
  if (text === '') return null;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};

const single = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? '').trim();
