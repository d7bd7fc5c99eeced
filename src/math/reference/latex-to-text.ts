/**
 * The little of LaTeX whose plain-text form in the reference (pylatexenc, then a few signs spelled out) is
 * certain: fractions and roots of plain text, `\text{…}`, π, ∞. Null for everything else.
 */
export const latexToText = (text: string): string | null => {
  let rest = text
    .replaceAll('\\tfrac', '\\frac')
    .replaceAll('\\dfrac', '\\frac')
    // The reference puts a space before every fraction, so that a mixed number stays readable.
    .replaceAll('\\frac', ' \\frac');
  let converted = '';
  while (rest !== '') {
    const step = stepOf(rest);
    if (step === null) return null;
    converted += step.text;
    rest = rest.slice(step.length);
  }
  return converted.trim();
};

type Step = { readonly text: string; readonly length: number };

const plain = /^[0-9A-Za-z +\-*/().,=<>:;!?|[\]]+/;
const fraction = /^\\frac\{([0-9A-Za-z+\-*().]+)\}\{([0-9A-Za-z+\-*().]+)\}/;
/** One digit each: `\frac12`. */
const digitFraction = /^\\frac(\d)(\d)/;
const emptyBox = /^\\(?:boxed|fbox)\{ ?\}/;
const root = /^\\sqrt\{([0-9A-Za-z+\-*().]+)\}/;
const words = /^\\text\{([0-9A-Za-z +\-.,]*)\}/;
const symbol = /^\\(pi|infty)(?![A-Za-z ])/;

const stepOf = (text: string): Step | null => {
  const run = plain.exec(text);
  if (run !== null) return { text: run[0], length: run[0].length };
  const quotient = fraction.exec(text);
  if (quotient !== null) return { text: `${quotient[1]}/${quotient[2]}`, length: quotient[0].length };
  const digits = digitFraction.exec(text);
  if (digits !== null) return { text: `${digits[1]}/${digits[2]}`, length: digits[0].length };
  const box = emptyBox.exec(text);
  if (box !== null) return { text: '', length: box[0].length };
  const radical = root.exec(text);
  if (radical !== null) return { text: `sqrt(${radical[1]})`, length: radical[0].length };
  const inner = words.exec(text);
  if (inner !== null) return { text: inner[1] ?? '', length: inner[0].length };
  const name = symbol.exec(text);
  if (name !== null) return { text: name[1] === 'pi' ? 'pi' : 'inf', length: name[0].length };
  return null;
};
