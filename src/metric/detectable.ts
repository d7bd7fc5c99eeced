import { z95 } from './interval.ts';

/** The 80 % point of the normal distribution: the power that is asked for. */
const z80 = 0.8416212335729143;

/**
 * The smallest difference that as many samples would show in four of five comparisons (80 % power, McNemar's test, 5 %
 * two-sided), when the two differ on as large a share ψ of the samples as was seen: the δ of Connor 1987 (*Biometrics*
 * 43, 207–211), n = (1.96 √ψ + 0.84 √(ψ − δ²))² / δ². A difference larger than ψ is only possible with more of them; then
 * ψ = δ, which is that all go one way. Null where even a difference of 1 would not do.
 * @param discordant samples on which the two differ
 */
export const detectableDifference = (discordant: number, samples: number): number | null => {
  const seen = discordant / samples;
  const isShown = (difference: number): boolean => {
    const share = Math.max(seen, difference);
    const needed = z95 * Math.sqrt(share) + z80 * Math.sqrt(share - difference ** 2);
    return difference * Math.sqrt(samples) >= needed;
  };
  if (!isShown(1)) return null;
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (isShown(middle)) high = middle;
    else low = middle;
  }
  return high;
};

/**
 * The same for a mean of paired differences with a known standard error: (1.96 + 0.84) · stderr (Miller 2024, *Adding
 * Error Bars to Evals*, section 5). Null where no spread was seen, and where it would be more than 1.
 */
export const detectableMean = (stderr: number): number | null => {
  const difference = (z95 + z80) * stderr;
  return stderr === 0 || difference > 1 ? null : difference;
};
