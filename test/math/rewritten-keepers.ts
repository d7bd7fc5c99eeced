import {
  based,
  type Change,
  complex,
  decimal,
  degrees,
  equation,
  fraction,
  integer,
  isPlainSum,
  isUnbalanced,
  joined,
  keeping,
  list,
  matrix,
  money,
  pair,
  percent,
  piMultiple,
  polynomial,
  root,
  termsOf,
  thousands,
  trimmed,
  when,
  withUnit,
  words,
} from './rewritten-parts.ts';

/** Changes that keep what an answer says. */
export const keepers: readonly Change[] = [
  keeping('dollar signs', gold => (gold.includes('$') ? null : `$${gold}$`)),
  keeping('a box', gold => `\\boxed{${gold}}`),
  keeping('brackets of a display', gold => `\\[ ${gold} \\]`),
  keeping('spaces', gold =>
    /text|mbox/.test(gold) ? null : ` ${gold.replace(/([-+=,])/g, ' $1 ')} `.replace(/ , \\!/g, ',\\!'),
  ),
  keeping('a final dot', gold => `${gold}.`),
  keeping('a name', gold =>
    /[=<>,a-zA-Z]|\\le|\\ge/.test(gold.replace(/\\[a-zA-Z]+/g, '')) ? null : `w = ${gold}`,
  ),
  keeping('sized brackets', gold =>
    /^\(.*\)$/.test(gold) && !/\)./.test(gold) ? `\\left${gold.slice(0, -1)}\\right)` : null,
  ),
  keeping('frac for dfrac', gold => gold.replace(/\\[dt]frac/g, '\\frac')),
  keeping('dfrac for frac', gold => gold.replace(/\\frac/g, '\\dfrac')),
  keeping(
    'integer: a decimal',
    when(integer, ([all]) => `${all}.00`),
  ),
  keeping(
    'integer: a fraction',
    when(integer, ([, sign, n]) => `${sign}\\frac{${3n * BigInt(n ?? 0)}}{3}`),
  ),
  keeping(
    'integer: a sum',
    when(integer, ([all]) => `${BigInt(all ?? 0) - 17n} + 17`),
  ),
  keeping(
    'integer: thousands',
    when(integer, ([, sign, n = '']) =>
      n.length < 4 ? null : sign + n.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ','),
    ),
  ),
  keeping(
    'thousands: commas',
    when(thousands, ([all = '']) => all.replace(/\\!/g, '')),
  ),
  keeping(
    'thousands: braces',
    when(thousands, ([all = '']) => all.replace(/,\\!/g, '{,}')),
  ),
  keeping(
    'thousands: none',
    when(thousands, ([all = '']) => all.replace(/,\\!/g, '')),
  ),
  keeping(
    'fraction: a slash',
    when(fraction, ([, sign, a, b]) => `${sign}${a}/${b}`),
  ),
  keeping(
    'fraction: not reduced',
    when(fraction, ([, sign, a, b]) => `${sign}\\frac{${Number(a) * 6}}{${Number(b) * 6}}`),
  ),
  keeping(
    'fraction: the sign above',
    when(fraction, ([, sign, a, b]) => (sign === '' ? null : `\\frac{-${a}}{${b}}`)),
  ),
  keeping(
    'fraction: the sign below',
    when(fraction, ([, sign, a, b]) => (sign === '' ? null : `\\frac{${a}}{-${b}}`)),
  ),
  keeping(
    'fraction: over',
    when(fraction, ([, sign, a, b]) => `${sign}{${a} \\over ${b}}`),
  ),
  keeping(
    'fraction: a decimal',
    when(fraction, ([, sign, a, b]) =>
      [2, 4, 5, 8, 10, 20, 25].includes(Number(b)) ? `${sign}${Number(a) / Number(b)}` : null,
    ),
  ),
  keeping(
    'fraction: mixed',
    when(fraction, ([, sign, a, b]) =>
      Number(a) < Number(b)
        ? null
        : `${sign}${Math.floor(Number(a) / Number(b))}\\frac{${Number(a) % Number(b)}}{${b}}`,
    ),
  ),
  keeping(
    'decimal: more zeros',
    when(decimal, ([, sign, a, b]) => `${sign}${a === '' ? '0' : a}.${b}0`),
  ),
  keeping(
    'decimal: a fraction',
    when(
      decimal,
      ([, sign, a = '', b = '']) => `${sign}\\frac{${BigInt(a + b)}}{${10n ** BigInt(b.length)}}`,
    ),
  ),
  keeping(
    'root: all under it',
    when(root, ([, sign, k, m]) => `${sign}\\sqrt{${Number(k === '' ? 1 : k) ** 2 * Number(m)}}`),
  ),
  keeping(
    'root: a power',
    when(root, ([, sign, k, m]) => `${sign}${k === '' ? 1 : k} \\cdot ${m}^{1/2}`),
  ),
  keeping(
    'pi: first',
    when(piMultiple, ([, k]) => `\\pi \\cdot ${k}`),
  ),
  keeping(
    'pi: a fraction',
    when(piMultiple, ([, k]) => `\\frac{${Number(k) * 2}π}{2}`),
  ),
  keeping(
    'complex: turned',
    when(
      complex,
      ([, a, sign, b]) =>
        `${sign === '-' ? '-' : ''}${b}i ${a?.startsWith('-') ? '-' : '+'} ${a?.replace('-', '')}`,
    ),
  ),
  keeping(
    'degrees: none',
    when(degrees, ([, n]) => n ?? null),
  ),
  keeping(
    'degrees: a word',
    when(degrees, ([, n]) => `${n} \\text{ degrees}`),
  ),
  keeping(
    'percent: a sign',
    when(percent, ([, n]) => `${n}%`),
  ),
  keeping(
    'percent: a word',
    when(percent, ([, n]) => `${n} percent`),
  ),
  keeping(
    'money: no sign',
    when(money, ([, n]) => n ?? null),
  ),
  keeping(
    'unit: none',
    when(withUnit, ([, n]) => n ?? null),
  ),
  keeping(
    'base: braces',
    when(based, ([, digits, base]) => `${digits}_{${base}}`),
  ),
  keeping(
    'base: a word',
    when(based, ([, digits, base]) => `${digits}_{\\text{${base}}}`),
  ),
  keeping(
    'words: no font',
    when(words, ([, text]) => text ?? null),
  ),
  keeping(
    'words: lower case',
    when(words, ([, text = '']) => (text.length > 1 ? text.toLowerCase() : null)),
  ),
  keeping(
    'pair: other spaces',
    when(pair, ([, open, a, b, close]) => `${open} ${a?.trim()} ,${b?.trim()} ${close}`),
  ),
  keeping(
    'list: turned',
    when(list, ([, ...members]) => (members.length > 0 ? trimmed(members).toReversed().join(', ') : null)),
  ),
  keeping(
    'list: a word',
    when(list, ([, ...members]) => trimmed(members).join(' \\text{ and } ')),
  ),
  keeping(
    'matrix: square brackets',
    when(matrix, ([, cells]) => `\\begin{bmatrix}${cells}\\end{bmatrix}`),
  ),
  keeping(
    'equation: turned',
    when(equation, ([, left, right]) => `${right?.trim()} = ${left?.trim()}`),
  ),
  keeping(
    'equation: doubled',
    when(equation, ([, left = '', right = '']) =>
      isPlainSum(left) && isPlainSum(right) && /[-+]/.test(left) ? `2(${left}) = 2(${right})` : null,
    ),
  ),
  keeping(
    'polynomial: turned',
    when(polynomial, ([all = '']) => (isUnbalanced(all) ? null : joined(termsOf(all).toReversed()))),
  ),
  keeping(
    'polynomial: added and taken',
    when(polynomial, ([all]) => `7z + ${all} - 7z`),
  ),
  keeping(
    'polynomial: negated twice',
    when(polynomial, ([all]) => `-(-(${all}))`),
  ),
];
