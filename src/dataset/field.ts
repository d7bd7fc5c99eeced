import { EurusError, type Row } from '../core/index.ts';

/** A field's name, or the way to one inside others: `['meta', 'difficulty']`, `['messages', 0, 'role']`. */
export type Field = string | readonly (string | number)[];

/** A field as it is; null is a value. @throws EurusError `DATA_FIELD` when there is no such field */
export const value = (row: Row, field: Field): unknown => {
  const found = lookUp(row, field);
  if (found === undefined) throw fieldError(row, field, undefined, null);
  return found;
};

/** True when the field is there and is not null. */
export const has = (row: Row, field: Field): boolean => (lookUp(row, field) ?? null) !== null;

/** Text, unchanged. */
export const text = (row: Row, field: Field): string => {
  const found = lookUp(row, field);
  if (typeof found !== 'string') throw fieldError(row, field, found, 'a string');
  return found;
};

/** Text, or null where the field is missing or null. */
export const optionalText = (row: Row, field: Field): string | null =>
  has(row, field) ? text(row, field) : null;

/** A number, whole or not. Integers beyond 2^53 are refused, because a number cannot hold them. */
export const number = (row: Row, field: Field): number => {
  const found = lookUp(row, field);
  if (typeof found !== 'number') throw fieldError(row, field, found, 'a number');
  return found;
};

/** A number, or null where the field is missing or null. */
export const optionalNumber = (row: Row, field: Field): number | null =>
  has(row, field) ? number(row, field) : null;

/** An integer between ±(2^53 − 1); read larger ones with `integerText`. `3.0` counts as one. */
export const integer = (row: Row, field: Field): number => {
  const found = lookUp(row, field);
  if (!Number.isSafeInteger(found)) throw fieldError(row, field, found, 'an integer');
  return found as number;
};

/** An integer of any size as its decimal digits. */
export const integerText = (row: Row, field: Field): string => {
  const found = lookUp(row, field);
  if (typeof found === 'bigint') return found.toString();
  return String(integer(row, field));
};

/** A boolean. */
export const boolean = (row: Row, field: Field): boolean => {
  const found = lookUp(row, field);
  if (typeof found !== 'boolean') throw fieldError(row, field, found, 'a boolean');
  return found;
};

/** A list of anything. */
export const list = (row: Row, field: Field): readonly unknown[] => {
  const found = lookUp(row, field);
  if (!Array.isArray(found)) throw fieldError(row, field, found, 'a list');
  return found;
};

/** A list whose items are all text. */
export const textList = (row: Row, field: Field): readonly string[] =>
  list(row, field).map((_, index) => text(row, [...pathOf(field), index]));

/** An object; its fields are read with a path (`['meta', 'title']`). */
export const object = (row: Row, field: Field): Readonly<Record<string, unknown>> => {
  const found = lookUp(row, field);
  if (!isObject(found)) throw fieldError(row, field, found, 'an object');
  return found;
};

/** A list whose items are all objects. */
export const objectList = (row: Row, field: Field): readonly Readonly<Record<string, unknown>>[] =>
  list(row, field).map((_, index) => object(row, [...pathOf(field), index]));

/** What a JSON value is, in words: `a number`, `null`, `missing`. */
export const kindOf = (found: unknown): string => {
  if (found === undefined) return 'missing';
  if (found === null) return 'null';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'bigint') return 'an integer beyond 2^53';
  if (typeof found === 'object') return 'an object';
  return `a ${typeof found}`;
};

/** `gsm8k/test.jsonl row 17 (line 18)`: how a row is named to the user. */
export const rowName = ({ file, index, line }: Row): string =>
  `${file} row ${index}${line === null ? '' : ` (line ${line})`}`;

const pathOf = (field: Field): readonly (string | number)[] => (typeof field === 'string' ? [field] : field);

const isObject = (found: unknown): found is Record<string, unknown> =>
  typeof found === 'object' && found !== null && !Array.isArray(found);

/** Own properties only: a row may lack a field whose name every object inherits. */
const lookUp = (row: Row, field: Field): unknown => {
  let found = row.value;
  for (const step of pathOf(field)) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
};

const fieldError = (row: Row, field: Field, found: unknown, expected: string | null): EurusError => {
  const wanted = expected === null ? '' : `, expected ${expected}`;
  const message = isObject(row.value)
    ? `field "${pathOf(field).join('.')}" is ${kindOf(found)}${wanted}`
    : `the row is ${kindOf(row.value)}, expected an object`;
  return new EurusError('DATA_FIELD', `${rowName(row)}: ${message}`, {
    hint: 'The data file is not the one this benchmark was written for; "eurus-eval data verify" checks it.',
  });
};
