/** A call of a method, a call with a text, a name with two underscores: Python that is more than an expression. */
const callPattern = /__|(?<![\w\\])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*\(|\(['"])/;

const towerPattern = /(\d{1,9}) *\*\* *(\d{1,9}) *\*\* *(\d{1,9})/;

/** Bits of a power that the references work on without end. */
const endlessBits = 1e6;

/**
 * True for an answer that the references would run as a program, or that keeps them busy without end. Neither is done
 * here; it counts as wrong.
 */
export const isHostile = (text: string): boolean => callPattern.test(text) || isEndless(text);

const isEndless = (text: string): boolean => {
  const [, base = '0', exponent = '0', top = '0'] = towerPattern.exec(text) ?? [];
  return Number(exponent) ** Number(top) * Math.log2(Math.max(1, Number(base))) > endlessBits;
};
