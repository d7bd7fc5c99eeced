type Time = { readonly minutes: number; readonly half: 'a' | 'p' | null };

const timePattern = /^(\d{1,2})(?::(\d{2}))? ?(?:\\(?:text|mbox|mathrm) ?\{ ?)?([ap])?(?:\.? ?m\.?)?\}?$/i;

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

/** Times of the day, where at least one says which half of the day; null for other texts. */
export const sameTime = (gold: string, pred: string): boolean | null => {
  const [a, b] = [timeOf(gold), timeOf(pred)];
  if (a === null || b === null || (a.half === null && b.half === null)) return null;
  return a.minutes === b.minutes && (a.half === null || b.half === null || a.half === b.half);
};
