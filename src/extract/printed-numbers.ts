/** Longest text that is spelled anew; programs print no more than that and a number. */
const maxLength = 65_536;

const spellings: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])(?:np|numpy)\.(?:float|int|uint|complex|longdouble|longlong)\d*\(([^()]*)\)/g, '$1'],
  [/(?<![\w.])(?:np|numpy)\.(True|False)_(?!\w)/g, '$1'],
  [/(?<![\w.])(?:Decimal|mpf)\('([^'()]*)'\)/g, '$1'],
  [/(?<![\w.])Fraction\((-?\d+), (\d+)\)/g, '$1/$2'],
  [/(?<![\w.])array\((\[[^()[\]]*\])(?:, dtype=\w+)?\)/g, '$1'],
];

/**
 * What a program printed, with numbers as numbers: in lists Python shows them with their types, `np.float64(0.5)`,
 * `Fraction(1, 2)`, `Decimal('0.5')`, `array([1, 2])`. Linear.
 */
export const withoutNumberTypes = (text: string): string =>
  text.length > maxLength
    ? text
    : spellings.reduce((result, [pattern, spelling]) => result.replace(pattern, spelling), text);
