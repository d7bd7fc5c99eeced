/** Words that scale the number before them, as powers of ten. */
const scales: ReadonlyMap<string, number> = new Map([
  ['hundred', 2],
  ['thousand', 3],
  ['million', 6],
  ['billion', 9],
  ['trillion', 12],
]);

/** Short units; longer words are read as units without being listed. */
const shortUnits = new Set(
  (
    'm g s h l L N J W V A K C F mm cm dm km nm in ft yd mi kg mg gm lb lbs oz ml mL cl dl ms hr hrs sec secs min mins am AM pm PM ' +
    'a.m p.m mph kph Hz kHz MHz kW kWh sq cu pt pts rad rads deg Pa kPa kJ mol rpm th st nd rd pct'
  ).split(' '),
);

/** Single letters that may be a unit after a number and a space, in italics. */
export const unitLetters: ReadonlySet<string> = new Set('mgshlLNJWVK');

/** Words after a number that are part of a statement or of mathematics, so that it is no number with a unit. */
const notUnits = new Set(
  (
    'is are was were be been not no nor or and but if than then unless except pi sin cos tan cot sec csc log ln exp sqrt mod ' +
    'inf infinity halves half thirds third fourths fourth fifths fifth sixths sixth sevenths seventh eighths eighth ninths ' +
    'ninth tenths tenth hundredths hundredth thousandths thousandth dozen dozens squared cubed factorial choose plus minus ' +
    'times over to where when which so because therefore hence thus since also either neither both all none only ' +
    'between from otherwise true false wrong correct base approximately about nearly almost unknown undefined'
  ).split(' '),
);

/** Words between two words of a unit: `dollars a day`, `% of the eggs`. */
export const joiners: ReadonlySet<string> = new Set('a an of in at by on for the per each'.split(' '));

/** What follows a number: the power of ten of a scale word, and whether it is a percentage. */
export type Suffix = { readonly exponent: number; readonly percent: boolean };

/** Most words of a unit: `square feet per person a day`. */
const maxWords = 8;

/**
 * What the words behind a number say: units, a scale word, `percent`. Null when they say something else.
 * @param separated a space or a text font stands between number and word, so that no variable is meant
 */
export const suffixOf = (words: readonly string[], separated: boolean): Suffix | null => {
  if (words.length > maxWords) return null;
  let [exponent, percent] = [0, false];
  for (const [index, word] of words.entries()) {
    const scale = index === 0 ? scales.get(word.toLowerCase()) : undefined;
    if (scale !== undefined) exponent = scale;
    else if (index === 0 && /^(?:percent|pct)$/i.test(word)) percent = true;
    else if (index < words.length - 1 && joiners.has(word)) continue;
    else if (!isUnit(word, index > 0 || separated)) return null;
  }
  return { exponent, percent };
};

/** True for a word that may be a unit. */
export const isUnit = (word: string, separated: boolean): boolean => {
  if (shortUnits.has(word)) return separated || word.length > 1;
  const letters = word.replace(/[.'’-]+$/, '');
  if (letters.length < 3 || notUnits.has(letters.toLowerCase())) return false;
  return /^[\p{L}'’.-]+$/u.test(letters) && (letters.length > 3 || (separated && /[aeiou]/.test(letters)));
};
