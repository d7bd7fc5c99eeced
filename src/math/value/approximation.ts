import type { Node } from '../read/ast.ts';

/** A decimal with fewer digits is an approximation on purpose, and no answer to an exact question. */
const minDigits = 10;

const maxDecimals = 300;

/** How many decimals a long decimal literal has, fewer than none for a high power of ten; null for any other tree. */
export const decimalsOf = (node: Node): number | null => {
  const literal = node.kind === 'negative' ? node.of : node;
  if (literal.kind !== 'number') return null;
  const match = /^(\d*)\.(\d+)(?:e([+-]?\d+))?$/.exec(literal.literal);
  if (match === null) return null;
  const [, whole = '', decimals = '', exponent = '0'] = match;
  const count = decimals.length - Number(exponent);
  // Beyond that no double says how large the last place is.
  if (Math.abs(count) > maxDecimals) return null;
  return (whole + decimals).replace(/^0+/, '').length >= minDigits ? count : null;
};

/**
 * True when a decimal is a value that was rounded or cut in the decimal's last place.
 * @param error the value minus the decimal
 * @param value the decimal, for its sign
 */
export const isRoundedBy = (error: number, decimals: number, value: number): boolean => {
  const place = 10 ** -decimals;
  const isCut = Math.abs(error) < place && Math.sign(error) === Math.sign(value);
  return isCut || Math.abs(error) <= place * 0.500_000_1;
};
