import { describe, expect, it } from 'vitest';
import { eurus2404Equal, eurusEqual, prm800kEqual } from '../../src/math/index.ts';
import { isHostile } from '../../src/math/reference/code.ts';

describe('an answer that the references would run, or never be done with', () => {
  it.each([
    ["open('F','w').write('x')", '1'],
    ["__import__('os').getpid()", '5'],
    ["__import__('os').getpid()*\\pi", '3\\pi'],
    ['os.system(1)', '0'],
    ['9**9**9', '(x+1)^2'],
    ['9 ** 9 ** 99', 'x+1'],
  ])('%j is wrong for the gold %j', (answer, gold) => {
    expect(isHostile(answer)).toBe(true);
    expect(eurusEqual(gold, answer).equal).toBe(false);
    expect(eurus2404Equal(gold, answer, { twoPis: true }).equal).toBe(false);
    expect(prm800kEqual(gold, answer).equal).toBe(false);
  });

  it.each([
    'f(x)',
    '\\sin(x)',
    '\\operatorname{lcm}(2,3)',
    'sqrt(2)',
    'a_1',
    'a_{n+1}(x)',
    '2**2**2',
    '2**10',
    'x**9**9',
    "f'(x)",
    "y''",
    'e.g. (5)',
    '3.5(x+1)',
    "I don't know.",
    'The answer is 5.(See above)',
  ])('%j is none', answer => {
    expect(isHostile(answer)).toBe(false);
  });

  it('is seen in linear time', () => {
    for (const piece of ['_a', 'a.', 'a', '1**', '9 ', '_ ']) isHostile(piece.repeat(500_000 / piece.length));
  });
});
