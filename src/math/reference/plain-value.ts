const numberPattern = /^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;
const slashPattern = /^([+-]?\d{1,15})\/(\d{1,15})$/;
const fractionPattern = /^(-?)\\[dt]?frac(?:\{(-?\d{1,15})\}\{(\d{1,15})\}|(\d)(\d))$/;

/** True for a plain decimal number that a double holds. */
export const isPlainNumber = (text: string): boolean => numberPattern.test(text);

/** The double that a plain number or fraction stands for; null for any other text, and for a division by zero. */
export const plainValue = (text: string): number | null => {
  if (isPlainNumber(text)) return Number(text);
  const slash = slashPattern.exec(text);
  if (slash !== null) return quotient(slash[1], slash[2]);
  const [, sign = '', above, below, a, b] = fractionPattern.exec(text) ?? [];
  const value = quotient(above ?? a, below ?? b);
  return value === null || sign === '' ? value : -value;
};

const quotient = (above: string | undefined, below: string | undefined): number | null =>
  above === undefined || below === undefined || Number(below) === 0 ? null : Number(above) / Number(below);
