const longDigitRun = /\d{16}/;
const integerLiteral = /^-?\d+$/;

/**
 * `JSON.parse`, but an integer literal that a double cannot hold for certain (beyond ±(2^53 − 1)) comes
 * back as a `bigint` instead of being rounded. Decimals and exponents stay numbers. Keys such as
 * `__proto__` become plain own properties; read them with `Object.hasOwn`, as the field readers do.
 * @throws SyntaxError for text that is not JSON; RangeError for long integers nested thousands deep
 */
export const parseJson = (text: string): unknown =>
  // A reviver costs several times the parse itself, so it runs only where such a literal can be.
  longDigitRun.test(text) ? JSON.parse(text, keepLongInteger) : JSON.parse(text);

function keepLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && integerLiteral.test(source) ? BigInt(source) : value;
}
