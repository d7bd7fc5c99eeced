import { describe, expect, it } from 'vitest';
import { equal, maxAnswerLength } from '../../src/math/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

const full = (piece: string): string => piece.repeat(Math.floor(maxAnswerLength / piece.length));
const nested = (open: string, close: string, depth = 1000): string =>
  `${open.repeat(depth)}1${close.repeat(depth)}`.slice(0, maxAnswerLength);

const texts: readonly (readonly [string, string])[] = [
  ['a tower of powers', '9^9^9^9^9^9'],
  ['a tower in braces', '9^{9^{9^{9^{9}}}}'],
  ['a long tower of letters', full('x^')],
  ['a huge power', '2^{99999999999}'],
  ['a huge power of a fraction', '(\\frac{7}{3})^{999999}'],
  ['a huge negative power', '3^{-99999999}'],
  ['a repeated factorial', '9!!!!!!!!!!'],
  ['a huge factorial', '99999999!'],
  ['very many digits', '9'.repeat(4000)],
  ['very many decimals', `0.${'3'.repeat(4000)}`],
  ['a root of many digits', `\\sqrt{${'7'.repeat(3900)}}`],
  ['a huge exponent of ten', '1e999999'],
  ['nested parentheses', nested('(', ')')],
  ['nested brackets', nested('[', ']')],
  ['nested braces', nested('{', '}')],
  ['nested sets', nested('\\{', '\\}')],
  ['nested fractions', nested('\\frac{1}{', '}', 400)],
  ['nested roots', nested('\\sqrt{', '}', 500)],
  ['nested exponents', nested('2^{', '}')],
  ['nested bars', nested('|', '|')],
  ['nested functions', nested('\\sin(', ')', 500)],
  ['nested text', nested('\\text{', '}', 500)],
  ['nested boxes', nested('\\boxed{', '}', 400)],
  ['unclosed parentheses', full('(')],
  ['unclosed fractions', full('\\frac{')],
  ['unclosed matrices', full('\\begin{pmatrix}')],
  ['unclosed text', full('\\text{')],
  ['a long list', full('1,')],
  ['a long list of expressions', full('x+1,')],
  ['many plus-minus signs', full('\\pm 1')],
  ['a sum of plus-minus signs', `1${'\\pm 2'.repeat(30)}`],
  ['a huge sum', '\\sum_{k=1}^{999999999} k'],
  ['a sum of sums', '\\sum_{a=1}^{2000} \\sum_{b=1}^{2000} \\sum_{c=1}^{2000} a'],
  ['a sum of sines', '\\sum_{k=1}^{400} \\sin k^k'],
  ['a huge product', '\\prod_{k=1}^{999999} k'],
  ['a huge binomial', '\\binom{999999999}{499999999}'],
  ['a long sum to a power', `(${'x+'.repeat(200)}1)^{99}`],
  ['many factors', full('(x+1)')],
  ['many powers of sums', full('(x+y+z)^9')],
  ['a product of many matrices', full('\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}')],
  ['a sum of many matrices', `1${full('+\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}')}`],
  ['many integrals', full('\\int ')],
  ['many differentials', `\\int ${full('xdx ')}`],
  ['many solutions', full('x=1,y=2;')],
  ['a large matrix', `\\begin{pmatrix}${full('1&').slice(0, 4000)}1\\end{pmatrix}`],
  ['a tall matrix', `\\begin{pmatrix}${'1\\\\'.repeat(1000)}1\\end{pmatrix}`],
  ['backslashes', full('\\')],
  ['spaces', `${full(' ').slice(1)}x`],
  ['dollars', full('$')],
  ['letters', full('x')],
  ['a word', full('sin')],
  ['one Greek letter', full('π')],
  ['minus signs', full('-')],
  ['operators', full('+*/')],
  ['percent signs', full('%')],
  ['relations', full('x<')],
  ['unions', full('(1,2)∪')],
  ['subscripts', full('_2')],
  ['primes', full("x'")],
  ['signs of many languages', full('Ωж中😀')],
  ['lone surrogates', full('\ud800')],
  ['control characters', full('\u0000\u0007')],
  ['a division by zero', '1/0'],
  ['zero to the power of zero', '0^0'],
  ['infinity minus infinity', '\\infty - \\infty'],
  ['a logarithm of zero', '\\ln 0'],
  ['JavaScript', 'process.exit(1)//constructor.constructor("return 1")()'],
  ['names of object properties', '__proto__ + constructor + toString'],
  ['Python', "__import__('os').system('rm -rf /')"],
  ['a template', '#{7*7}{{7*7}}'],
];

const cpuMs = (run: () => unknown): number => {
  const spent = cpuTimer();
  run();
  return spent();
};

describe('hostile answers', () => {
  it.each(texts)('%s: a verdict with its reason, in less than 100 ms of CPU time', (_, text) => {
    equal('\\sqrt{2}', '2^{1/2}');
    for (const [gold, pred] of [
      ['5', text],
      [text, '5'],
      ['x^2+1', text],
      [text, `${text.slice(0, -1)}7`],
      [text, `${text} `],
    ] as const) {
      const decision = equal(gold, pred);
      expect(decision.reason).not.toBe('');
      // A collection of garbage or another process may fall into the first run.
      const ms = Math.min(...[1, 2, 3].map(() => cpuMs(() => equal(gold, pred))));
      expect(ms).toBeLessThan(100);
      if (gold === '5' || pred === '5') expect(decision.equal).toBe(false);
    }
  });

  it('are refused by their length before they are read', () => {
    const ms = cpuMs(() => expect(equal('5', '9^'.repeat(5_000_000)).reason).toMatch(/longer than 4096/));
    expect(ms).toBeLessThan(100);
  });
});
