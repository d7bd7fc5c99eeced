type Time = { readonly minutes: number; readonly half: 'a' | 'p' | null };

const timePattern =
  /^(\d{1,2})(?::(\d{2}))?(?::00)? ?(?:\\(?:text|mbox|mathrm) ?\{ ?)?([ap])?(?:\.? ?m\.?)?\}?$/i;

/** A time of the day; null for another text. */
const timeOf = (text: string): Time | null => {
  const [all, hours, minutes, half] = timePattern.exec(text) ?? [];
  if (all === undefined || hours === undefined || (minutes === undefined && half === undefined)) return null;
  if (half !== undefined && !/m\.?\}?$/i.test(all)) return null;
  const letter = half?.toLowerCase();
  return {
    minutes: Number(hours) * 60 + Number(minutes ?? 0),
    half: letter === 'a' || letter === 'p' ? letter : null,
  };
};

/** What only a clock shows; `1:30` may be a ratio. */
const isClock = (text: string): boolean => /:0\d$/.test(text);

/** Times of the day, where at least one is no ratio; null for other texts. */
export const sameTime = (gold: string, pred: string): boolean | null => {
  const [a, b] = [timeOf(gold), timeOf(pred)];
  if (a === null || b === null) return null;
  if (a.half === null && b.half === null) {
    return isClock(gold) || isClock(pred) ? a.minutes === b.minutes : null;
  }
  // With a half on one side only, the other is that time or counts 24 hours.
  if (a.half === null || b.half === null) return a.minutes === b.minutes || ofDay(a) === ofDay(b);
  return ofDay(a) === ofDay(b);
};

const noon = 12 * 60;

/** Minutes since midnight. */
const ofDay = ({ minutes, half }: Time): number =>
  half === null ? minutes : (minutes % noon) + (half === 'p' ? noon : 0);
