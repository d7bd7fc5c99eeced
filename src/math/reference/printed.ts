import { plainValue } from './plain-value.ts';

/**
 * The double of a text that is no expression to Python and one to the reference's LaTeX parser: there a colon divides
 * (`9:2`), and digits in lines one below the other are one number (`5`, `6` are 56). Null for any other text.
 */
export const latexOnlyValue = (text: string): number | null => {
  const [, above, below] = /^ ?(\d{1,15}) ?: ?(\d{1,15}) ?$/.exec(text) ?? [];
  if (above !== undefined && below !== undefined)
    return Number(below) === 0 ? null : Number(above) / Number(below);
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:\s+\d{1,15}){1,9}$/.test(text) && text.includes('\n')
    ? plainValue(text.replace(/\s+/g, ''))
    : null;
};

/**
 * True for what Python programs print when a call returns nothing or a truth: `None`, `7` and `None` below it. Nothing can
 * be subtracted from the word, and below a number its letters are factors; only zero takes them away.
 */
export const endsInConstant = (text: string): boolean =>
  /^(?:[+-]?\d{1,15}(?:\.\d{0,15})?(?:\s+\d{1,15}){0,9}\s+)?(?:None|True|False)$/.test(text);

/**
 * True for texts that neither Python nor LaTeX reads: what begins with a star or a backtick, as Markdown does, and a ratio
 * that ends its sentence.
 */
export const isMarkdown = (text: string): boolean => /^(?:[*`]|\d+ ?: ?\d+\.$)/.test(text);
