import { type Budget, OverBudget } from './budget.ts';
import { prepare } from './compare/prepare.ts';
import { type ReadingOptions, readAnswer } from './read/answer.ts';
import type { Node } from './read/ast.ts';
import { Unreadable } from './read/cursor.ts';

/** One way to read a text, or why there is none. */
export type Reading =
  | { readonly tree: Node; readonly options: ReadingOptions; readonly units: readonly string[] }
  | { readonly tree: null; readonly why: string; readonly at: number | null };

const usual: ReadingOptions = { commas: 'thousands', letterUnits: false };

/** The ways to read a cleaned text, the most likely one first. */
export const readingsOf = (text: string, budget: Budget, side: 'gold' | 'answer'): readonly Reading[] => {
  const options = [usual];
  if (/(?<!\d)\d{1,3},\d{3}(?!\d)/.test(text)) options.push({ ...usual, commas: 'list' });
  if (/[\d)}] [a-zA-Z](?![a-zA-Z])/.test(text)) options.push({ ...usual, letterUnits: true });
  if (side === 'answer' && decimalComma.test(text)) options.push({ ...usual, commas: 'decimal' });
  return options.map(one => reading(text, one, budget));
};

/** One comma in the whole text, between digits, where no comma of thousands could stand. */
const decimalComma = /^[^,]*(?:\d,(?:\d{1,2}|\d{4,})|(?<![\d.])0,\d{3})(?!\d)[^,]*$/;

const reading = (text: string, options: ReadingOptions, budget: Budget): Reading => {
  try {
    const units: string[] = [];
    return { tree: prepare(readTree(text, options, budget, units)), options, units };
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { tree: null, why: thrown.message, at: thrown.at };
    if (thrown instanceof OverBudget) return { tree: null, why: thrown.message, at: null };
    throw thrown;
  }
};

/** Words, perhaps with numbers and some signs of sentences, at least one of two letters. */
const wordsPattern = /^(?=.*\p{L}{2}|\p{L}$)[\p{L}\p{N} .,:;'&()/-]+$/u;

const namedPattern =
  /^([A-Za-z][A-Za-z .']{1,60}|\\(?:text|mathrm|mbox|textbf) ?\{[^{}]{1,60}\}) ?[=:](?!=) ?(?=\S)/;

/** The whole line in words. */
const allReals = /^(?:the set of )?all (?:the )?real(?: number)?s(?: x)?$/i;

const readTree = (text: string, options: ReadingOptions, budget: Budget, units: string[]): Node => {
  if (allReals.test(text)) return { kind: 'symbol', name: 'ℝ' };
  try {
    return readAnswer(text, options, budget, units);
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    // `Area = 5`, `\text{Total cost: } 5`
    const name = namedPattern.exec(text)?.[0];
    if (name !== undefined && thrown.at < name.length) {
      units.length = 0;
      const value = readAnswer(text.slice(name.length), options, budget, units);
      return { kind: 'relation', sides: [{ kind: 'text', text: name }, value], signs: ['='] };
    }
    if (wordsPattern.test(text)) return { kind: 'text', text };
    throw thrown;
  }
};
