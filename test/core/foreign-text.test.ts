import { describe, expect, it } from 'vitest';
import { messageOf, oneLine } from '../../src/core/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

describe('oneLine', () => {
  it.each([
    ['plain text', 'gpt "x" é 漢', 'gpt "x" é 漢'],
    ['colours and cursor moves', '\u001b[31mred\u001b[0m\u001b[2J!', 'red!'],
    ['the one-byte forms', '\u009b31mred\u009d0;title\u009c!', 'red!'],
    ['titles and links', '\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b', 'ab'],
    ['short commands', '\u001bcreset\u001b(Bx', 'resetx'],
    ['a lone escape', 'a\u001b', 'a'],
    ['a title that never ends', '\u001b]0;title', ']0;title'],
    ['line ends of every kind', 'a\r\nb\u2028c\u0085d\te', 'a b c d e'],
    ['text that runs backwards', 'abc\u202ecba', 'abccba'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('makes %s safe for one line', (_name, text, expected) => {
    expect(oneLine(text, 100)).toBe(expected);
  });

  it('counts characters, the mark of a cut among them', () => {
    expect(oneLine('𝒳'.repeat(10), 10)).toBe('𝒳'.repeat(10));
    expect(oneLine('𝒳'.repeat(11), 10)).toBe(`${'𝒳'.repeat(9)}…`);
    expect(oneLine('x'.repeat(10_000_000), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('marks a cut also where nothing is left to see', () => {
    expect(oneLine('\u0000'.repeat(100_000), 10)).toBe('…');
  });

  it.each(['\u001b;', '\u001b[;', ';#', '\u001b]', '\u009b0 ', '\u009d', '\n '])(
    'does not slow down on many %j',
    piece => {
      const cpuMs = cpuTimer();
      oneLine(piece.repeat(200_000), 200);
      expect(cpuMs()).toBeLessThan(1000);
    },
  );
});

describe('messageOf', () => {
  it('gives the message of anything on one line', () => {
    expect(messageOf(new Error('a \n  b\r\nc  d'))).toBe('a b c  d');
    expect(messageOf('thrown text')).toBe('thrown text');
    expect(messageOf(undefined)).toBe('undefined');
  });

  it('bounds the length', () => {
    expect(messageOf(new Error('x'.repeat(100_000)))).toBe(`${'x'.repeat(4096)}…`);
  });

  it('is quick on long blanks without a line end', () => {
    const cpuMs = cpuTimer();
    messageOf(new Error(`${' '.repeat(1_000_000)}x`));
    expect(cpuMs()).toBeLessThan(1000);
  });
});
