/** Words that scale the number before them. */
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
    'm g s h l L C F K mm cm dm km in ft yd mi kg mg lb lbs oz ml mL cl dl ms hr hrs sec min am pm AM PM mph kph km/h ' +
    'm/s ft/s Hz kW kWh sq cu km² cm² m²'
  ).split(' '),
);

/** Words after a number that are part of a statement or of mathematics, so that it is no number with a unit. */
const notUnits = new Set(
  (
    'is are was were be been not no nor or and but if than unless except pi sin cos tan cot sec csc log ln exp sqrt mod ' +
    'inf infinity halves half thirds third fourths fifths sixths sevenths eighths ninths tenths hundredths ' +
    'thousandths dozen dozens squared cubed factorial choose plus minus times over to'
  ).split(' '),
);

/** Words between two words of a unit: `dollars a day`, `% of the eggs`. */
const joiners = new Set('a an of in at by on'.split(' '));

/** What follows a number: the power of ten of a scale word, and whether it is a percentage; null when it is no unit. */
export type Suffix = { readonly exponent: number; readonly percent: boolean };

const nothing: Suffix = { exponent: 0, percent: false };

/** Most words of a unit: `square feet per person a day`. */
const maxWords = 6;

/**
 * Reads what stands behind a number: nothing, a percent sign, a currency sign, units in words or in
 * `\text{…}` with their powers, a scale word. Null when it says something else.
 */
export const suffixOf = (text: string): Suffix | null => {
  const separated = text.startsWith(' ') || text.startsWith('\\');
  const words = plainWords(text);
  if (words === null || words.length > maxWords) return null;
  let { exponent, percent } = nothing;
  for (const [index, word] of words.entries()) {
    const scale = index === 0 ? scales.get(word.toLowerCase()) : undefined;
    if (scale !== undefined) exponent = scale;
    else if (index === 0 && (word === '%' || word.toLowerCase() === 'percent')) percent = true;
    else if (index < words.length - 1 && joiners.has(word)) continue;
    else if (!isUnit(word, index > 0 || separated)) return null;
  }
  return { exponent, percent };
};

const isUnit = (word: string, separated: boolean): boolean => {
  if ('°$€£¥¢'.includes(word)) return true;
  const name = word.replace(/\^\{?-?\d\}?$|[²³]$/, '');
  if (shortUnits.has(name)) return separated || name.length > 1;
  return separated && /^[\p{L}][\p{L}'’/-]{2,}$/u.test(name) && !notUnits.has(name.toLowerCase());
};

/** The words behind a number, with `\text{…}` opened and signs set apart; null when there is other mathematics. */
const plainWords = (text: string): readonly string[] | null => {
  const opened = text
    .replace(/\\(?:text|textbf|textit|mathrm|mathbf|mbox|rm)\s?\{([^{}\\]*)\}/g, ' $1 ')
    .replace(/ (?=\^)/g, '')
    .replace(/[%°$€£¥¢]/g, ' $& ')
    .replace(/\\(?=[$])/g, ' ')
    .trim();
  if (/[\\{}=+*()[\]<>|,]/.test(opened.replace(/\^\{-?\d\}/g, ''))) return null;
  return opened === '' ? [] : opened.split(/ +/).map(word => word.replace(/\.$/, ''));
};
