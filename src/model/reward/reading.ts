import { isObject, oneLine, type Rewarded, type RewardFailure } from '../../core/index.ts';
import type { AnswerKind, AnswerReader } from '../http/answer.ts';
import type { Readings } from './endpoint.ts';

/** What one quoted value may add to a message. */
const maxQuote = 60;

export const unusable = (message: string): RewardFailure => ({ code: 'REWARD_UNUSABLE', message });

/** A finite number, or why it is none. */
export const numberIn = (value: unknown, what: string): Rewarded =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : unusable(`the server gave ${described(value)} as ${what}, not a finite number`);

const described = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || value === null) return String(value);
  if (typeof value === 'string') return notNumbers.has(value) ? value : `"${oneLine(value, maxQuote)}"`;
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
};

/** As many failures as answers were asked about. */
export const allUnusable = (count: number, message: string): Readings =>
  Array.from({ length: count }, () => unusable(message));

/**
 * The entries of a list that says of each which answer it is about, by that answer's place. An entry without an `index`
 * stands at its own place, provided that none has one.
 * @param list what the server sent
 * @param read what an entry comes to
 */
export const byIndex = (
  list: unknown,
  count: number,
  read: (entry: Record<string, unknown>) => Rewarded,
): Readings => {
  if (!Array.isArray(list)) return allUnusable(count, 'the server sent no list of results');
  if (list.length !== count) {
    return allUnusable(count, `the server sent ${list.length} results for ${count} answers`);
  }
  const places = list.map((entry: unknown) => (isObject(entry) ? entry.index : undefined));
  const placed = places.some(place => place !== undefined);
  const found = new Map<number, unknown>();
  for (const [at, entry] of list.entries()) {
    const place = placed ? places[at] : at;
    if (!isPlace(place, count) || found.has(place)) {
      return allUnusable(count, `the server sent results that do not say which answer each is about`);
    }
    found.set(place, entry);
  }
  return Array.from({ length: count }, (_, place) => {
    const entry = found.get(place);
    return isObject(entry) ? read(entry) : unusable('the server sent no object as a result');
  });
};

const isPlace = (value: unknown, count: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count;

const notNumbers: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/**
 * JSON, also as Python's own writer gives it: `NaN` and `Infinity` become texts, so that they cost only the answer whose
 * number they are. Undefined for what is no JSON.
 */
const parseLoosely = (json: string): unknown => {
  const strict = parse(json);
  if (strict !== undefined) return strict;
  return pythonWords.test(json) ? parse(withWordsAsTexts(json)) : undefined;
};

const pythonWords = /NaN|Infinity/;
const pythonWordHere = /-?(?:NaN|Infinity)/y;

/** Looks at each character once, whatever stands in the texts. */
const withWordsAsTexts = (json: string): string => {
  let [out, from, within] = ['', 0, false];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (within && character === '\\') at++;
    else if (character === '"') within = !within;
    else if (!within && (character === 'N' || character === 'I' || character === '-')) {
      pythonWordHere.lastIndex = at;
      const [word] = pythonWordHere.exec(json) ?? [];
      if (word === undefined) continue;
      out += `${json.slice(from, at)}"${word}"`;
      from = at + word.length;
      at = from - 1;
    }
  }
  return out + json.slice(from);
};

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Reads a document; a stream of events is no answer here. */
export const createDocumentReader = (kind: AnswerKind): AnswerReader<{ readonly value: unknown }> => {
  let text = '';
  return {
    add: json => {
      text += json;
    },
    complete: () => kind === 'document',
    length: () => text.length,
    finish: () => {
      const value = kind === 'document' ? parseLoosely(text) : undefined;
      return value === undefined
        ? { ok: false, problem: `invalid JSON: ${text.slice(0, 200)}`, status: null }
        : { ok: true, answer: { value } };
    },
  };
};
