/** Longest printed value that is spelled anew. */
const maxLength = 4096;

/**
 * How mathematics writes a value that Python or sympy printed, as texts of which any may be meant; none for a value that
 * is written the same way. The brackets of a Python list are no interval: it is a bare list, or a vector.
 */
export const mathSpellings = (printed: string): readonly string[] => {
  if (printed.length > maxLength) return [];
  const value = withImaginaryUnit(printed);
  const set = setSpelling(value);
  if (set !== null) return [set];
  const only = onlyValue(value);
  if (only !== null) return [only];
  const matrix = /^(?:Immutable)?(?:Dense)?Matrix\((\[.*\])\)$/s.exec(value)?.[1];
  const items = itemsOf(matrix ?? value, '[', ']') ?? [];
  if (items.length === 0) return value === printed ? [] : [value];
  const rows = items.map(item => itemsOf(item, '[', ']'));
  if (rows.every(row => row !== null)) return [matrixOf(rows)];
  const column = matrixOf(items.map(item => [item]));
  return matrix === undefined ? [items.join(', '), column] : [column];
};

/** The value of a mapping with one name, as sympy's solvers print solutions: `{x: 5}`, `[{x: 5}]`. */
const onlyValue = (printed: string): string | null => {
  const mapping = printed.startsWith('[') && printed.endsWith(']') ? printed.slice(1, -1) : printed;
  return /^\{(?:[A-Za-z_]\w*|'[^'{}]*'): ?([^{}:,]+)\}$/.exec(mapping)?.[1] ?? null;
};

const matrixOf = (rows: readonly (readonly string[])[]): string =>
  `\\begin{pmatrix}${rows.map(row => row.join(' & ')).join(' \\\\ ')}\\end{pmatrix}`;

/** `(3+4j)` of Python, `3 + 4*I` of sympy. */
const withImaginaryUnit = (printed: string): string =>
  /^\(?[-+\d.e]*\dj\)?$/.test(printed)
    ? printed.replace('j', 'i')
    : printed.replace(/(?<![A-Za-z_])I(?![A-Za-z_(])/g, 'i');

const intervalBrackets: Readonly<Record<string, readonly [string, string]>> = {
  Interval: ['[', ']'],
  'Interval.open': ['(', ')'],
  'Interval.Lopen': ['(', ']'],
  'Interval.Ropen': ['[', ')'],
};

/** An interval of sympy, or a union of intervals and finite sets. */
const setSpelling = (printed: string): string | null => {
  const open = printed.indexOf('(');
  const name = printed.slice(0, Math.max(0, open));
  const args = itemsOf(printed.slice(Math.max(0, open)), '(', ')');
  if (args === null) return null;
  if (name === 'Union') {
    const parts = args.map(part => finiteSet(part) ?? intervalSpelling(part));
    return parts.every(part => part !== null) ? parts.join(' \\cup ') : null;
  }
  return intervalSpelling(printed);
};

const finiteSet = (printed: string): string | null => {
  const members = itemsOf(printed, '{', '}');
  return members === null ? null : `\\{${members.join(', ')}\\}`;
};

const intervalSpelling = (printed: string): string | null => {
  const open = printed.indexOf('(');
  const brackets = Object.entries(intervalBrackets).find(([name]) => name === printed.slice(0, open))?.[1];
  const ends = itemsOf(printed.slice(Math.max(0, open)), '(', ')');
  if (brackets === undefined || ends?.length !== 2) return null;
  // An infinite end is open, whatever the name says.
  const [from = '', to = ''] = ends;
  const [left, right] = [from === '-oo' ? '(' : brackets[0], to === 'oo' ? ')' : brackets[1]];
  return `${left}${from}, ${to}${right}`;
};

/** What stands between the brackets that enclose the whole text, parted at its outer commas; null when none do. */
const itemsOf = (text: string, open: string, close: string): readonly string[] | null => {
  if (!text.startsWith(open) || !text.endsWith(close)) return null;
  const items: string[] = [];
  let [depth, start] = [0, 1];
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i] ?? '';
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (depth === 0 && i < text.length - 1) return null;
    if (depth < (i === text.length - 1 ? 0 : 1)) return null;
    if ((sign === ',' && depth === 1) || i === text.length - 1) {
      const item = text.slice(start, i).trim();
      if (item !== '') items.push(item);
      start = i + 1;
    }
  }
  return depth === 0 ? items : null;
};
