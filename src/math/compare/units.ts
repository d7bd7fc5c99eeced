/** Spellings of one unit; the first is the one that is compared. */
const spellings = [
  'm meter metre',
  'cm centimeter centimetre',
  'mm millimeter millimetre',
  'km kilometer kilometre',
  'in inch inches',
  'ft foot feet',
  'yd yard',
  'mi mile',
  'g gram gm',
  'kg kilogram',
  'mg milligram',
  'lb pound lbs',
  'oz ounce',
  's second sec',
  'min minute',
  'h hour hr',
  'l liter litre L',
  'ml milliliter millilitre mL',
] as const;

const names: ReadonlyMap<string, string> = new Map(
  spellings.flatMap(line => line.split(' ').map(word => [word, line.split(' ', 1)[0] ?? word] as const)),
);

const powers: ReadonlyMap<string, string> = new Map([
  ['square', '2'],
  ['sq', '2'],
  ['cubic', '3'],
  ['cu', '3'],
]);

const slashes = new Set(['/', 'per', 'each', 'a', 'an']);
const fillers = new Set(['of', 'in', 'at', 'by', 'on', 'for', 'the', 'rm', 'it', 'bf']);

/**
 * The units that stand behind the numbers of an answer, in one spelling: `square meters` and `m^{2}` are `m^2`,
 * `miles per hour` and `mi/h` are `mi / h`.
 * @param texts what was read as a unit, in order
 */
export const unitsOf = (texts: readonly string[]): string => [...new Set(texts.map(unitOf))].join('; ');

const unitOf = (text: string): string => {
  const written = text.match(/[\p{L}'’]+|\/|\^\s*\{?\s*-?\d+/gu) ?? [];
  let [unit, power] = ['', ''];
  for (const piece of written) {
    if (piece.startsWith('^')) unit += `^${piece.replace(/[^-\d]/g, '')}`;
    else if (powers.has(piece.toLowerCase())) power = `^${powers.get(piece.toLowerCase())}`;
    else if (slashes.has(piece)) unit += unit === '' ? '' : ' / ';
    else if (!fillers.has(piece)) {
      unit += `${unit === '' || unit.endsWith(' ') ? '' : ' '}${nameOf(piece)}${power}`;
      power = '';
    }
  }
  return unit;
};

const nameOf = (word: string): string => {
  const lower = word.length > 2 ? word.toLowerCase() : word;
  const known = names.get(lower);
  if (known !== undefined || word.length < 4) return known ?? lower;
  const singular = lower.replace(/s$/, '');
  return names.get(singular) ?? singular;
};
