import { isObject } from '../../core/index.ts';
import type { Answer, AnswerKind, AnswerReader, Choices } from '../http/answer.ts';
import { createChoiceReader, parseMessage } from './answer.ts';

/**
 * Reads the answers to a request for several (`n`), each by its `index`. One that is missing or broken takes nothing from
 * the others; where none is an answer, the first says why.
 */
export const createChoicesReader = (kind: AnswerKind, count: number): AnswerReader<Choices> => {
  const readers = Array.from({ length: count }, (_, index) => createChoiceReader(kind, index));
  const seen = new Set<unknown>();
  return {
    add: json => {
      const message = parseMessage(json);
      for (const index of indexesIn(message.value)) if (isPlace(index, count)) seen.add(index);
      for (const reader of readers) reader.read(message);
    },
    complete: () => readers.every(reader => reader.complete()),
    length: () => readers.reduce((sum, reader) => sum + reader.length(), 0),
    finish: () => {
      const readings = readers.map(reader => reader.finish());
      const answers = readings.map((reading): Answer | null => (reading.ok ? reading.answer : null));
      const [first] = readings;
      if (first?.ok === false && answers.every(answer => answer === null)) return first;
      return { ok: true, answer: { answers, all: seen.size === count } };
    },
  };
};

const indexesIn = (value: unknown): readonly unknown[] =>
  isObject(value) && Array.isArray(value.choices)
    ? value.choices.filter(isObject).map(choice => choice.index ?? 0)
    : [];

const isPlace = (index: unknown, count: number): boolean =>
  Number.isInteger(index) && Number(index) >= 0 && Number(index) < count;
