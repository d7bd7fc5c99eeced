import { expect, it } from 'vitest';
import { visibleText } from '../../src/cli/visible-text.ts';

it.each<[string, string, readonly string[]]>([
  ['blanks at both ends', ' a \n', ['" a \\n"']],
  ['each line', 'a\n\nb', ['"a\\n"', '"\\n"', '"b"']],
  ['nothing', '', ['""']],
  ['quotes and backslashes', '"\\', ['"\\"\\\\"']],
  ['other line ends', 'a\r\nb\u2028c\r', ['"a\\r\\n"', '"b\\u2028c\\r"']],
  ['what is invisible', '\ufeff\u200b\u00a0\u202e\u0007', ['"\\ufeff\\u200b\\u00a0\\u202e\\u0007"']],
  ['half of a letter', '\ud83d', ['"\\ud83d"']],
  ['letters as they are', 'é😀<|im_end|>｜', ['"é😀<|im_end|>｜"']],
  ['a tag beyond the first plane', '\u{e0041}', ['"\\udb40\\udc41"']],
])('shows %s', (_title, text, lines) => {
  expect(visibleText(text)).toEqual(lines);
  expect(lines.map(line => JSON.parse(line)).join('')).toBe(text);
});
