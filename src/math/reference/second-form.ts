import { integerDigits, isNearInteger, pythonFloat } from '../python-float.ts';
import { latexToText } from './latex-to-text.ts';
import { textContent, type Version } from './lenient-form.ts';

const scales = [
  ['million', '*10^6'],
  ['billion', '*10^9'],
  ['trillion', '*10^12'],
] as const;

const unitPatterns = (names: string): readonly RegExp[] =>
  names.split(' ').map(unit => new RegExp(`${unit}(?:es)?s? *(?:\\^[0-9]+)?`, 'g'));

const originalUnits =
  'degree cm centimeter meter mile second minute hour day week month year foot feet inch yard';
const units: Readonly<Record<Version, readonly RegExp[]>> = {
  prm800k: unitPatterns(originalUnits),
  eurus: unitPatterns(`${originalUnits} liter`),
};

/**
 * Second normal form of the PRM800K grader. Null where it depends on how the reference turns LaTeX into text and that
 * is not known here.
 */
export const secondForm = (text: string, version: Version): string | null => {
  const marked = (textContent(text) ?? text)
    .replaceAll('\\%', '%')
    .replaceAll('\\$', '$')
    .replace(/[$%]/g, '')
    .replaceAll(' or ', ' , ')
    .replaceAll(' and ', ' , ');
  const scaled = scales.reduce((result, [word, power]) => result.replaceAll(word, power), marked);
  const unitless = units[version]
    .reduce((result, unit) => result.replace(unit, ''), scaled)
    .replace(/\^ *\\circ/g, '');
  const inner = unitless.startsWith('{') && unitless.endsWith('}') ? unitless.slice(1, -1) : unitless;
  const plain = integerText(inner.replace(/,\\! */g, ''));
  const converted = plain.includes('\\') ? latexToText(plain) : plain;
  if (converted === null) return null;
  const summed = converted
    .replace(/- */g, '-')
    .replace(/([0-9]) +([0-9])/g, '$1+$2')
    .replace(version === 'prm800k' ? /[ {}]/g : /(?!)/g, '')
    .toLowerCase();
  if (!looksInteger(summed)) return summed;
  const value = pythonFloat(summed.replaceAll(',', ''));
  return value === null || !Number.isFinite(value) ? summed : integerDigits(value);
};

/** A number that is an integer, without its decimals; any other text as it is. */
const integerText = (text: string): string => {
  const value = pythonFloat(text);
  return value !== null && isNearInteger(value) ? integerDigits(Math.round(value)) : text;
};

/** True when the text, without its well-formed thousands commas, is a number with an integer value. */
export const looksInteger = (text: string): boolean => {
  const value = pythonFloat(withoutThousandsCommas(text));
  return value !== null && isNearInteger(value);
};

/** `1,234,567` → `1234567`; a comma that is not followed by exactly three digits stays. */
export const withoutThousandsCommas = (text: string): string => {
  let before = text;
  // A match takes the sign after its group, so neighbouring groups need another round.
  for (;;) {
    const after = before.replace(/(\p{Nd}),(\p{Nd}{3})($|\P{Nd})/gu, '$1$2$3');
    if (after === before) return after;
    before = after;
  }
};
