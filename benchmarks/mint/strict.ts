import { equal as mathEqual, numericAnswer, pythonFloat } from '../../src/math/index.ts';
import { type Comparison, shown, type TypedGold, typedEqual } from '../../src/score/index.ts';
import type { Choices } from './choices.ts';

const integerTolerance = 1e-6;
const relativeTolerance = 1e-4;
const MAX_ANSWER_CHARS = 1000;

/** Whole numbers exactly, others within a ten-thousandth; the answer is read as mathematics. */
export const exactEqual = (reference: string, answer: string): Comparison => {
  const gold = pythonFloat(reference) ?? Number.NaN;
  const read = numericAnswer(answer.slice(0, 4096));
  const [value = null, ...more] = read?.values ?? [];
  if (value === null || more.length > 0) {
    return { equal: false, reason: `${shown(answer)} is no number, expected ${reference}` };
  }
  const tolerance = Number.isInteger(gold) ? integerTolerance : relativeTolerance * Math.abs(gold);
  const equal = (read?.isPercent ? [1, 0.01] : [1]).some(
    factor => Math.abs(value * factor - gold) <= tolerance,
  );
  return { equal, reason: `${shown(answer)} is ${equal ? '' : 'not '}${reference}` };
};

/** The choice that an answer names by its letter in front, or by its whole text; null where it names none, or two. */
const chosen = (answer: string, { whole }: Choices): string | null => {
  const letters = Object.keys(whole);
  const said = answer.slice(0, MAX_ANSWER_CHARS).replace(leadIn, '');
  const texts = letters.filter(letter => isText(whole[letter] ?? '', said));
  const [only, ...others] = texts;
  if (only !== undefined && others.length === 0) return only;
  const letter = letterInFront(said);
  return letter !== null && letters.includes(letter) ? letter : null;
};

const isText = (choice: string, answer: string): boolean =>
  plain(choice) === plain(answer) || mathEqual(choice, answer).equal;

/** Words before a choice that say that it is one. */
const leadIn = /^\s*(?:therefore,? |so,? )?the (?:correct |right |final )?(?:answer|option|choice) is:?\s/i;

/** A letter of its own in front, whatever follows: `c) …`, `(c)`, `c`. */
const letterInFront = (answer: string): string | null =>
  /^(?:option |choice )?\(?([a-z])(?: ?[).:]|$)/.exec(plain(answer))?.[1] ?? null;

/** Without what only dresses a text. */
const plain = (text: string): string =>
  text
    .slice(0, MAX_ANSWER_CHARS)
    .replace(/\\(?:text|mathrm|textbf)\s?\{([^{}]*)\}/g, '$1')
    .replace(/[$*`\s]+/g, ' ')
    .trim()
    .replace(/\.+$/, '')
    .toLowerCase();

export const strictChoiceEqual = (letter: string, choices: Choices, answer: string): Comparison => {
  const choice = chosen(answer, choices);
  const reason =
    choice === null
      ? `${shown(answer)} names none of the choices`
      : `${shown(answer)} is choice ${choice}, ${choice === letter ? 'the right one' : `expected ${letter}`}`;
  return { equal: choice === letter, reason };
};

/** An option of theoremqa: its letter alone, as theoremqa reads it, or in front of its text. */
export const strictOptionEqual = (gold: TypedGold, answer: string): Comparison => {
  const plainly = typedEqual(gold, answer);
  const letter = letterInFront(answer.slice(0, MAX_ANSWER_CHARS).replace(leadIn, ''));
  if (plainly.equal || letter === null) return plainly;
  const right = String(gold.value).replace(/[()]/g, '').toLowerCase();
  const reason = `${shown(answer)} is option ${letter}, ${letter === right ? 'the right one' : `expected ${right}`}`;
  return { equal: letter === right, reason };
};
