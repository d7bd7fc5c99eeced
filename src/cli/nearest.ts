import leven from 'leven';

/** The known name closest to what was typed, or null when none is near. */
export const nearest = (typed: string, names: readonly string[]): string | null => {
  const wanted = typed.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = leven(wanted, name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
};
