import {
  altering,
  based,
  type Change,
  complex,
  decimal,
  degrees,
  equation,
  fraction,
  integer,
  isUnbalanced,
  joined,
  list,
  matrix,
  pair,
  percent,
  piMultiple,
  polynomial,
  raised,
  root,
  termsOf,
  trimmed,
  when,
  words,
} from './rewritten-parts.ts';

/** A value that no sign, factor or power leaves as it was. */
const isValue = (gold: string): boolean =>
  /^[-\d]/.test(gold) &&
  !/^-?0$/.test(gold) &&
  [integer, fraction, decimal, root, piMultiple].some(kind => kind.test(gold));

/** Changes after which an answer is wrong. */
export const alterations: readonly Change[] = [
  altering('first digit', gold =>
    /\d/.test(gold) && !/text|mbox|array/.test(gold) ? gold.replace(/\d/, raised) : null,
  ),
  altering('last digit', gold => (/text|mbox|array/.test(gold) ? null : gold.replace(/\d(?=\D*$)/, raised))),
  altering('one more digit', gold => (isValue(gold) ? gold.replace(/\d+/, digits => `${digits}1`) : null)),
  altering('the other sign', gold =>
    isValue(gold) ? (gold.startsWith('-') ? gold.slice(1) : `-${gold}`) : null,
  ),
  altering(
    'ten times',
    when(integer, ([all]) => (all === '0' || all === '-0' ? null : `${all}0`)),
  ),
  altering(
    'a hundred times',
    when(integer, ([all]) => (/^-?0$/.test(all ?? '') ? null : `${all}00`)),
  ),
  altering(
    'a hundredth',
    when(integer, ([all]) => (/^-?0$/.test(all ?? '') ? null : `${all}/100`)),
  ),
  altering(
    'almost',
    when(integer, ([all]) => `${all}.0000001`),
  ),
  altering(
    'a tiny part more',
    when(integer, ([all]) => `${all} + 10^{-12}`),
  ),
  altering(
    'a variable',
    when(integer, ([all]) => (/^-?0$/.test(all ?? '') ? null : `${all}x`)),
  ),
  altering(
    'an unknown more',
    when(integer, ([all]) => `${all}, ${BigInt(all ?? 0) + 1n}`),
  ),
  altering(
    'plus or minus',
    when(integer, ([all]) => (/^-?0$/.test(all ?? '') ? null : `\\pm ${all?.replace('-', '')}`)),
  ),
  altering(
    'fraction: turned',
    when(fraction, ([, sign, a, b]) => (a === b ? null : `${sign}\\frac{${b}}{${a}}`)),
  ),
  altering(
    'fraction: rounded',
    when(fraction, ([, sign, a, b]) =>
      /^\d+(?:\.\d{0,4})?$/.test(String(Number(a) / Number(b)))
        ? null
        : `${sign}${(Number(a) / Number(b)).toFixed(4)}`,
    ),
  ),
  altering(
    'fraction: a product',
    when(fraction, ([, sign, a, b]) => (b === '1' || a === '0' ? null : `${sign}${a} \\cdot ${b}`)),
  ),
  altering(
    'root: none',
    when(root, ([, sign, k, m]) => `${sign}${k} \\cdot ${m}`.replace(/^(-?) \\cdot /, '$1')),
  ),
  altering(
    'root: a third',
    when(root, ([, sign, k, m]) => `${sign}${k}\\sqrt[3]{${m}}`),
  ),
  altering(
    'root: rounded',
    when(root, ([, sign, k, m]) => `${sign}${(Number(k === '' ? 1 : k) * Math.sqrt(Number(m))).toFixed(3)}`),
  ),
  altering(
    'pi: squared',
    when(piMultiple, ([, k]) => `${k}\\pi^2`),
  ),
  altering(
    'pi: none',
    when(piMultiple, ([, k]) => k ?? null),
  ),
  altering(
    'pi: 3.14',
    when(piMultiple, ([, k]) => `${k} \\cdot 3.14`),
  ),
  altering(
    'complex: conjugated',
    when(complex, ([, a, sign, b]) => `${a}${sign === '-' ? '+' : '-'}${b}i`),
  ),
  altering(
    'degrees: radians',
    when(degrees, ([, n]) => `\\frac{${n}\\pi}{180}`),
  ),
  altering(
    'percent: a hundred times',
    when(percent, ([, n]) => `${Number(n) * 100}\\%`),
  ),
  altering(
    'base: another',
    when(based, ([, digits, base]) => `${digits}_{${Number(base) + 1}}`),
  ),
  altering(
    'words: denied',
    when(words, ([, text]) => `\\text{not ${text}}`),
  ),
  altering(
    'words: cut',
    when(words, ([, text = '']) => (text.length > 2 ? `\\text{${text.slice(0, -1)}}` : null)),
  ),
  altering(
    'pair: turned',
    when(pair, ([, open, a, b, close]) =>
      a?.trim() === b?.trim() ? null : `${open}${b?.trim()}, ${a?.trim()}${close}`,
    ),
  ),
  altering(
    'pair: another bracket',
    when(pair, ([, open, a, b, close]) => `${open === '(' ? '[' : '('}${a}, ${b}${close}`),
  ),
  altering(
    'pair: another closing',
    when(pair, ([, open, a, b, close]) => `${open}${a}, ${b}${close === ')' ? ']' : ')'}`),
  ),
  altering(
    'pair: a member less',
    when(pair, ([, open, a, , close]) => `${open}${a}${close}`),
  ),
  altering(
    'list: a member less',
    when(list, ([, ...members]) => trimmed(members).slice(1).join(', ')),
  ),
  altering(
    'list: a member more',
    when(list, ([, ...members]) => `${trimmed(members).join(', ')}, 98765`),
  ),
  altering(
    'list: a sum',
    when(list, ([, ...members]) =>
      trimmed(members).every(member => /^-?\d+$/.test(member)) ? trimmed(members).join(' + ') : null,
    ),
  ),
  altering(
    'matrix: a row less',
    when(
      matrix,
      ([, cells = '']) => `\\begin{pmatrix}${cells.split('\\\\').slice(1).join('\\\\')}\\end{pmatrix}`,
    ),
  ),
  altering(
    'matrix: rows turned',
    when(matrix, ([, cells = '']) => {
      const rows = trimmed(cells.split('\\\\'));
      return rows.join() === rows.toReversed().join()
        ? null
        : `\\begin{pmatrix}${rows.toReversed().join(' \\\\ ')}\\end{pmatrix}`;
    }),
  ),
  altering(
    'equation: one side more',
    when(equation, ([, left, right]) => `${left} = ${right} + 1`),
  ),
  altering('strictness', gold =>
    /\\le(?![a-z])|\\ge(?![a-z])/.test(gold)
      ? gold.replace(/\\le(?![a-z])/g, '<').replace(/\\ge(?![a-z])/g, '>')
      : /</.test(gold)
        ? gold.replace(/</g, '\\le ')
        : null,
  ),
  altering(
    'polynomial: a sign',
    when(polynomial, ([all = '']) => {
      const [first = '', ...rest] = termsOf(all);
      return isUnbalanced(all) || rest.length === 0
        ? null
        : joined([(first.startsWith('-') ? '+' : '-') + first.slice(1), ...rest]);
    }),
  ),
  altering(
    'polynomial: a term less',
    when(polynomial, ([all = '']) =>
      isUnbalanced(all) || termsOf(all).length < 2 ? null : joined(termsOf(all).slice(0, -1)),
    ),
  ),
  altering(
    'polynomial: another variable',
    when(polynomial, ([all = '', name = '']) =>
      name === 'i' ? null : all.replaceAll(name, name === 'q' ? 'r' : 'q'),
    ),
  ),
];
