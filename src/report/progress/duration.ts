/** Seconds, rounded up, as `45 s`, `12 min 5 s`, `3 h 20 min`. */
export const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};

/** `950`, `12.3k`, `4.5M`. */
export const short = (count: number): string => {
  if (count < 1000) return String(Math.round(count));
  return count < 1e6 ? `${(count / 1e3).toFixed(1)}k` : `${(count / 1e6).toFixed(1)}M`;
};

/** A rate with the digits that mean something: `0.25/s`, `7.1/s`, `412/s`. */
export const perSecond = (rate: number): string => {
  if (rate >= 10_000) return `${short(rate)}/s`;
  return `${rate.toFixed(rate < 1 ? 2 : rate < 10 ? 1 : 0)}/s`;
};
