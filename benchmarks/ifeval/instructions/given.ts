import { EurusError } from '../../../src/core/index.ts';
import type { LanguageDetector } from '../language/detect.ts';

/** True when a text does what was asked. Pure. */
export type Check = (text: string, languageOf: LanguageDetector) => boolean;

/** What an instruction says beside its kind: the data's `kwargs`, read by name. */
export type Given = {
  text(name: string): string;
  count(name: string): number;
  texts(name: string): readonly string[];
  /** Compares a number with `name` as the relation says: `less than` or `at least`. */
  compared(relation: string, name: string): (found: number) => boolean;
};

/** A kind of instruction: reads what is given, once, and checks texts by it. */
export type Kind = (given: Given) => Check;

/** @throws EurusError `DATA_FIELD` from its methods, for what is missing or of another type */
export const givenFrom = (kind: string, kwargs: Readonly<Record<string, unknown>>): Given => {
  const refuse = (name: string, expected: string): EurusError =>
    new EurusError(
      'DATA_FIELD',
      `${kind}: "${name}" is ${JSON.stringify(kwargs[name])}, expected ${expected}`,
    );
  const text = (name: string): string => {
    const value = kwargs[name];
    if (typeof value === 'string') return value;
    throw refuse(name, 'text');
  };
  const count = (name: string): number => {
    const value = kwargs[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw refuse(name, 'a whole number');
  };
  return {
    text,
    count,
    texts: name => {
      const value = kwargs[name];
      if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value;
      throw refuse(name, 'a list of texts');
    },
    compared: (relation, name) => {
      const [how, limit] = [text(relation), count(name)];
      if (how === 'less than') return found => found < limit;
      if (how === 'at least') return found => found >= limit;
      throw refuse(relation, '"less than" or "at least"');
    },
  };
};
