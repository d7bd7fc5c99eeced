import { capitalProfiles } from './capital-profiles.ts';
import { pythonRandom } from './python-random.ts';

/**
 * langdetect 1.0.9 (seed 0) on a text whose letters are all A–Z in capitals. Of a word in capitals it sees little
 * but the first letter and the last ones, and so takes English for German or Somali now and then. Null when it
 * sees nothing at all.
 */
export const languageOfCapitals = (text: string): string | null => {
  profiles ??= readProfiles();
  const grams = gramsOf(text, profiles.shares);
  return grams.length === 0 ? null : mostLikely(grams, profiles);
};

type Profiles = {
  readonly languages: readonly string[];
  /** N-gram → its share in each language. */
  readonly shares: ReadonlyMap<string, Float64Array>;
};

let profiles: Profiles | undefined;

const readProfiles = (): Profiles => {
  const lines = capitalProfiles.trim().split('\n');
  const languages: string[] = [];
  const shares = new Map<string, Float64Array>();
  for (const [index, line] of lines.entries()) {
    const [language = '', one, two, three, grams = ''] = line.split(' ');
    const sums = [one, two, three].map(Number);
    languages.push(language);
    for (const [, gram = '', count] of grams.matchAll(/([A-Z_]+)(\d+)/g)) {
      const key = gram.replaceAll('_', ' ');
      const share = shares.get(key) ?? new Float64Array(lines.length);
      share[index] = Number(count) / (sums[key.length - 1] ?? 1);
      shares.set(key, share);
    }
  }
  return { languages, shares };
};

const longest = 10_000;

/** All n-grams of one to three signs, but those that end inside a run of capitals. */
const gramsOf = (text: string, known: ReadonlyMap<string, unknown>): readonly string[] => {
  const plain = text.replace(/[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}/g, ' ');
  const grams: string[] = [];
  let window = ' ';
  let inCapitals = false;
  for (const sign of plain.replace(/ +/g, ' ').slice(0, longest)) {
    const letter = sign >= 'A' && sign <= 'Z' ? sign : ' ';
    const last = window.at(-1);
    if (last === ' ') {
      window = ' ';
      inCapitals = false;
      if (letter === ' ') continue;
    } else if (window.length >= 3) window = window.slice(1);
    window += letter;
    inCapitals = letter !== ' ' && (inCapitals || last !== ' ');
    if (inCapitals) continue;
    for (let length = 1; length <= window.length; length += 1) {
      const gram = window.slice(-length);
      if (gram !== ' ' && known.has(gram)) grams.push(gram);
    }
  }
  return grams;
};

const trials = 7;

/** Seven walks over n-grams drawn at random, each until one language is all but certain. */
const mostLikely = (grams: readonly string[], { languages, shares }: Profiles): string => {
  const random = pythonRandom(0);
  const total = new Float64Array(languages.length);
  for (let trial = 0; trial < trials; trial += 1) {
    const chances = new Float64Array(languages.length).fill(1 / languages.length);
    const floor = (0.5 + random.gauss() * 0.05) / 10_000;
    for (let step = 0; ; step += 1) {
      const share = shares.get(grams[random.below(grams.length)] ?? '');
      for (let i = 0; i < chances.length; i += 1)
        chances[i] = (chances[i] ?? 0) * (floor + (share?.[i] ?? 0));
      if (step % 5 === 0 && (normalize(chances) > 0.99999 || step >= 1000)) break;
    }
    for (let i = 0; i < total.length; i += 1) total[i] = (total[i] ?? 0) + (chances[i] ?? 0) / trials;
  }
  const best = total.reduce((top, chance, i) => (chance > (total[top] ?? 0) ? i : top), 0);
  return (total[best] ?? 0) > 0.1 ? (languages[best] ?? 'unknown') : 'unknown';
};

const normalize = (chances: Float64Array): number => {
  const sum = chances.reduce((all, chance) => all + chance, 0);
  let most = 0;
  for (let i = 0; i < chances.length; i += 1) {
    const chance = (chances[i] ?? 0) / sum;
    chances[i] = chance;
    most = Math.max(most, chance);
  }
  return most;
};
