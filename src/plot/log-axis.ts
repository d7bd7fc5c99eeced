/** 1, 2 and 5 times the powers of ten from `from` to `to`, both above 0; where these are more than `most`, only the powers. */
export const logTicks = (from: number, to: number, most: number): readonly number[] => {
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power += 1) powers.push(power);
  const ticks = (steps: readonly number[]): readonly number[] =>
    powers.flatMap(power => steps.map(step => Number(`${step}e${power}`))).filter(x => x >= from && x <= to);
  return [[1, 2, 5], [1, 3], [1]].map(ticks).find(({ length }) => length <= most) ?? ticks([1]);
};

/** 1, 2, 4, … to `to`. */
export const powersOfTwo = (to: number): readonly number[] =>
  Array.from({ length: Math.floor(Math.log2(to)) + 1 }, (_, power) => 2 ** power);
