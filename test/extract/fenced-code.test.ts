import { describe, expect, it } from 'vitest';
import { closingFence, codeBlocks } from '../../src/extract/index.ts';

const fence = '```';

describe('codeBlocks', () => {
  it('finds every block with its tag', () => {
    const text = `a\n${fence}python\nx = 1\n${fence}\nb\n${fence}\ny\n${fence}\n`;
    expect(codeBlocks(text)).toEqual([
      { info: 'python', code: 'x = 1\n', closed: true },
      { info: '', code: 'y\n', closed: true },
    ]);
  });

  it('keeps a block that the text cuts off', () => {
    expect(codeBlocks(`${fence}py\nx = 1`)).toEqual([{ info: 'py', code: 'x = 1', closed: false }]);
  });

  it('closes a block with nothing but a fence alone on its line', () => {
    const code = `s = '${fence}'\n# ${fence}\n    ${fence}\n`;
    expect(codeBlocks(`${fence}\n${code}${fence}`)).toEqual([{ info: '', code, closed: true }]);
  });

  it('wants as long a fence of the same sign to close', () => {
    expect(codeBlocks(`${fence}${'`'}\n${fence}\n~~~~\n${fence}${'`'}\n`)).toMatchObject([
      { code: `${fence}\n~~~~\n` },
    ]);
    expect(codeBlocks('~~~\nx\n~~~')).toMatchObject([{ code: 'x\n' }]);
  });

  it('takes the indentation of a fence in a list off its code', () => {
    expect(codeBlocks(`1. do\n   ${fence}python\n   if x:\n     y\n   ${fence}\n`)).toMatchObject([
      { code: 'if x:\n  y\n' },
    ]);
  });

  it('sees no fence in inline code or inside a line', () => {
    expect(codeBlocks(`${fence}x${fence} and say ${fence}python\n`)).toEqual([]);
  });

  it('reads line ends of Windows', () => {
    expect(codeBlocks(`${fence}python\r\nx\r\n${fence}\r\n`)).toMatchObject([
      { info: 'python', code: 'x\r\n' },
    ]);
  });
});

describe('closingFence', () => {
  it('finds the first line that begins with three backticks', () => {
    const text = `x = '${fence}'\n${fence}\nmore`;
    expect(closingFence(text, 0)).toBe(text.indexOf(`\n${fence}`) + 1);
  });

  it.each(['python', ' # end', ' The code works.', `x${fence}`, '`', '\r\nmore'])(
    'lets anything follow: %j',
    rest => {
      expect(closingFence(`x\n${fence}${rest}\n${fence}\n`, 0)).toBe(2);
    },
  );

  it.each([' ', '   ', '\t'])('passes over a fence that %j stands in front of', space => {
    expect(closingFence(`x = '''\n${space}${fence}\n'''\n`, 0)).toBe(-1);
  });

  it('passes over a fence in the line it starts in the middle of', () => {
    expect(closingFence(`def${fence}\n${fence}`, 3)).toBe(7);
    expect(closingFence(`a\n${fence}`, 2)).toBe(2);
    expect(closingFence(`a\n${fence}`, 1)).toBe(2);
    expect(closingFence(fence, 0)).toBe(0);
  });

  it('says -1 when no line does', () => {
    expect(closingFence('x\n~~~\n``\n', 0)).toBe(-1);
    expect(closingFence('', 0)).toBe(-1);
    expect(closingFence('abc', 2)).toBe(-1);
    expect(closingFence('abc', 3)).toBe(-1);
  });
});
