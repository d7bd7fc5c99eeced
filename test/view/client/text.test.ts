import { describe, expect, it } from 'vitest';
import { blocksOf, shownRanges } from '../../../src/view/client/text/cut.ts';
import { pieces } from '../../../src/view/client/text/hidden.ts';

const seen = (text: string): string =>
  pieces(text)
    .map(piece => (typeof piece === 'string' ? piece : `[${piece.code}]`))
    .join('');

describe('hidden characters', () => {
  it.each([
    ['plain text stays', 'a\tb\nc', 'a\tb\nc'],
    ['overrides of direction show', 'a\u202eb\u2066', 'a[U+202E]b[U+2066]'],
    ['repeated ones are counted', '\u200b\u200b\u200bx', '[U+200B ×3]x'],
    ['controls show', 'a\u0000\u001b[31m', 'a[U+0000][U+001B][31m'],
    ['half characters show', 'a\ud800b', 'a[U+D800]b'],
    ['a carriage return before a line end is a line end', 'a\r\nb\rc', 'a\r\nb[U+000D]c'],
    ['pictures of several stay one', '👩\u200d💻 a\u200db', '👩\u200d💻 a[U+200D]b'],
  ])('%s', (_, text, expected) => {
    expect(seen(text)).toBe(expected);
  });

  it('are spelled out within the text where there are too many', () => {
    const found = pieces('\u200ba'.repeat(5000));
    expect(found.length).toBeLessThan(1100);
    expect(found.at(-1)).toMatch(/⟨U\+200B⟩a$/);
  });
});

describe('long texts', () => {
  it('are shown whole up to 30,000 characters', () => {
    expect(shownRanges('x'.repeat(30_000), null)).toEqual([[0, 30_000]]);
  });

  it('are shown at their beginning, around the found answer and at their end', () => {
    const ranges = shownRanges('x'.repeat(200_000), [100_000, 100_010]);
    expect(ranges).toEqual([
      [0, 12_000],
      [97_000, 103_010],
      [194_000, 200_000],
    ]);
  });

  it('join parts that are near each other, and never cut a character', () => {
    const text = '😀'.repeat(100_000);
    const ranges = shownRanges(text, [12_001, 12_003]);
    expect(ranges).toHaveLength(2);
    for (const [start, end] of ranges) expect(text.slice(start, end).isWellFormed()).toBe(true);
  });

  it('are laid out in blocks that end with lines where there are any', () => {
    const text = `${'a'.repeat(7_990)}\n${'b'.repeat(20_000)}`;
    const blocks = blocksOf(text, [0, text.length]);
    expect(blocks[0]).toEqual([0, 7_991]);
    expect(blocks.map(([start, end]) => text.slice(start, end)).join('')).toBe(text);
  });
});
