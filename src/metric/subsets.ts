import { choose } from './choose.ts';
import { createRandom } from './random.ts';

/** Most subsets of the trials of one sample that are looked at one by one. */
const maxSubsets = 2000;

/**
 * The mean of a value over all ways to choose k of n trials; over `maxSubsets` of them, drawn from a fixed seed, where
 * there are more.
 * @param worth gets the places of the chosen trials; the list is used again for the next
 */
export const meanOverSubsets = (n: number, k: number, worth: (chosen: Int32Array) => number): number => {
  const ways = choose(n, k);
  let sum = 0;
  if (ways > maxSubsets) {
    const random = createRandom(`eurus-eval ${k} of ${n}`);
    const places = Int32Array.from({ length: n }, (_, place) => place);
    const chosen = places.subarray(0, k);
    for (let time = 0; time < maxSubsets; time += 1) {
      for (let i = 0; i < k; i += 1) {
        const j = i + random.below(n - i);
        const [a = 0, b = 0] = [places[i], places[j]];
        places[i] = b;
        places[j] = a;
      }
      sum += worth(chosen);
    }
    return sum / maxSubsets;
  }
  const chosen = Int32Array.from({ length: k }, (_, place) => place);
  do sum += worth(chosen);
  while (advance(chosen, n));
  return sum / Math.round(ways);
};

/** The next subset in the order of a dictionary; false after the last. */
const advance = (chosen: Int32Array, n: number): boolean => {
  const k = chosen.length;
  let at = k - 1;
  while (at >= 0 && chosen[at] === n - k + at) at -= 1;
  if (at < 0) return false;
  chosen[at] = (chosen[at] ?? 0) + 1;
  for (let i = at + 1; i < k; i += 1) chosen[i] = (chosen[i - 1] ?? 0) + 1;
  return true;
};
