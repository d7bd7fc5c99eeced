import { describe, expect, it } from 'vitest';
import { EurusError, type Row } from '../../src/core/index.ts';
import * as field from '../../src/dataset/index.ts';

const rowOf = (value: unknown, line: number | null = 18): Row => ({
  file: 'gsm8k/test.jsonl',
  index: 17,
  line,
  value,
});

const row = rowOf({
  text: 'words',
  empty: '',
  whole: 3,
  half: 2.5,
  long: 12345678901234567890n,
  yes: true,
  nothing: null,
  words: ['a', 'b'],
  mixed: ['a', 1],
  objects: [{ a: 1 }],
  meta: { title: 'T', tags: ['x'] },
});

describe('field readers', () => {
  it('read what is there', () => {
    expect(field.text(row, 'text')).toBe('words');
    expect(field.text(row, 'empty')).toBe('');
    expect(field.number(row, 'half')).toBe(2.5);
    expect(field.integer(row, 'whole')).toBe(3);
    expect(field.integerText(row, 'whole')).toBe('3');
    expect(field.integerText(row, 'long')).toBe('12345678901234567890');
    expect(field.boolean(row, 'yes')).toBe(true);
    expect(field.list(row, 'mixed')).toEqual(['a', 1]);
    expect(field.textList(row, 'words')).toEqual(['a', 'b']);
    expect(field.object(row, 'meta')).toEqual({ title: 'T', tags: ['x'] });
    expect(field.objectList(row, 'objects')).toEqual([{ a: 1 }]);
    expect(field.value(row, 'nothing')).toBe(null);
  });

  it('read inside objects and lists by path', () => {
    expect(field.text(row, ['meta', 'title'])).toBe('T');
    expect(field.text(row, ['meta', 'tags', 0])).toBe('x');
  });

  it('tell a missing or null optional field from a wrong one', () => {
    expect(field.optionalText(row, 'text')).toBe('words');
    expect(field.optionalText(row, 'nothing')).toBe(null);
    expect(field.optionalText(row, 'absent')).toBe(null);
    expect(field.optionalNumber(row, 'absent')).toBe(null);
    expect(field.has(row, 'nothing')).toBe(false);
    expect(() => field.optionalText(row, 'whole')).toThrow('field "whole" is a number, expected a string');
  });

  it.each<[string, () => unknown, string]>([
    ['text', () => field.text(row, 'whole'), 'field "whole" is a number, expected a string'],
    ['text', () => field.text(row, 'nothing'), 'field "nothing" is null, expected a string'],
    ['text', () => field.text(row, 'absent'), 'field "absent" is missing, expected a string'],
    ['number', () => field.number(row, 'text'), 'field "text" is a string, expected a number'],
    ['number', () => field.number(row, 'long'), 'field "long" is an integer beyond 2^53, expected a number'],
    ['integer', () => field.integer(row, 'half'), 'field "half" is a number, expected an integer'],
    [
      'integer',
      () => field.integer(row, 'long'),
      'field "long" is an integer beyond 2^53, expected an integer',
    ],
    ['integerText', () => field.integerText(row, 'text'), 'field "text" is a string, expected an integer'],
    ['boolean', () => field.boolean(row, 'whole'), 'field "whole" is a number, expected a boolean'],
    ['list', () => field.list(row, 'meta'), 'field "meta" is an object, expected a list'],
    ['textList', () => field.textList(row, 'mixed'), 'field "mixed.1" is a number, expected a string'],
    ['object', () => field.object(row, 'words'), 'field "words" is a list, expected an object'],
    ['objectList', () => field.objectList(row, 'words'), 'field "words.0" is a string, expected an object'],
    ['value', () => field.value(row, 'absent'), 'field "absent" is missing'],
  ])('%s names file, row, line and field of what is wrong', (_, read, message) => {
    expect(read).toThrow(EurusError);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'DATA_FIELD',
        message: `gsm8k/test.jsonl row 17 (line 18): ${message}`,
      }),
    );
  });

  it('leave the line out where there is none', () => {
    expect(() => field.text(rowOf({}, null), 'a')).toThrow('gsm8k/test.jsonl row 17: field "a" is missing');
  });

  it.each(['constructor', '__proto__', 'toString'])('do not find the inherited %s', name => {
    expect(() => field.value(rowOf({}), name)).toThrow(`field "${name}" is missing`);
  });

  it('say when the row itself is no object', () => {
    expect(() => field.text(rowOf(['a']), 'a')).toThrow('the row is a list, expected an object');
    expect(() => field.text(rowOf('a'), 'a')).toThrow('the row is a string, expected an object');
  });
});
