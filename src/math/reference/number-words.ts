const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';

const values: ReadonlyMap<string, number> = new Map([
  ...small.split(' ').map((word, value) => [word, value] as const),
  ...tens.split(' ').map((word, index) => [word, 20 + 10 * index] as const),
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['point', Number.NaN],
]);

const scales = ['billion', 'million', 'thousand'] as const;

/**
 * The number that a text's words say to the library `word2number`, defects kept: all other words are passed over, two
 * numbers side by side are added up (`five, not two` is 7), and `one half` is 1. Null where it raises.
 */
export const numberInWords = (text: string): number | null => {
  const plain = text.replaceAll('-', ' ').toLowerCase();
  if (/^\p{Nd}+$/u.test(plain)) return Number(plain);
  const words = plain.split(/\s+/).filter(word => values.has(word));
  if (words.length === 0) return null;
  if ([...scales, 'point'].some(one => words.indexOf(one) !== words.lastIndexOf(one))) return null;
  const point = words.indexOf('point');
  const whole = integerOf(point === -1 ? words : words.slice(0, point));
  return whole === null ? null : whole + (point === -1 ? 0 : decimalsOf(words.slice(point + 1)));
};

const integerOf = (words: readonly string[]): number | null => {
  if (words.length === 0) return 0;
  const [only] = words;
  if (words.length === 1 && only !== undefined) return values.get(only) ?? null;
  let [total, from] = [0, 0];
  for (const scale of scales) {
    const at = words.indexOf(scale);
    if (at === -1) continue;
    const count = at < from ? null : group(words.slice(from, at));
    if (count === null) return null;
    total += count * (values.get(scale) ?? 0);
    from = at + 1;
  }
  const rest = from === words.length ? 0 : group(words.slice(from));
  return rest === null ? null : total + rest;
};

/** Words below a thousand, by how many there are. */
const group = (words: readonly string[]): number | null => {
  const [a, b = 0, c = 0, d = 0] = words.map(word => values.get(word) ?? 0);
  if (a === undefined) return null;
  if (words.length === 2) return a === 100 || b === 100 ? a * b : a + b;
  return words.length === 3 || words.length === 4 ? a * b + c + d : a;
};

const decimalsOf = (words: readonly string[]): number => {
  const digits = words.map(word => values.get(word) ?? 0);
  if (digits.length === 0 || digits.some(digit => !(digit < 10))) return 0;
  return Number(`0.${digits.join('')}`);
};
