/** A formula in a text, as it stands there and as KaTeX reads it. */
export type Formula = { readonly source: string; readonly tex: string; readonly display: boolean };

export type WithFormulas = {
  /** The text with a token in place of each formula: line breaks and signs in them are no Markdown. */
  readonly text: string;
  readonly formulas: readonly Formula[];
};

/** Longest formula that is set, in UTF-16 units; longer ones stay text. */
const maxLength = 4_000;
/** Most formulas of one text that are set. */
const maxFormulas = 400;

/** Tokens are written with these two, which are not allowed in the text beforehand. */
const [open, close] = ['\ue000', '\ue001'];
/** Stands for a `*` that is a sign of multiplication. */
const times = '\ue002';

/** `2*3`, `2 ** 3` without the blanks, `(a)*b`: Markdown would read emphasis into a calculation. */
const multiplication = /(?<=[\d)\]])\*{1,2}(?=[\w($.[])|(?<=[\w)\]])\*{1,2}(?=[\d(.])/g;

/** Where a formula may begin. `$` begins one only where a price would not. */
const starts =
  /\\\(|\\\[|\$\$|\$(?=[^\s$])|\\boxed\s*\{|\\begin\{(equation|align|aligned|alignat|gather|multline|eqnarray)\*?\}/g;

/**
 * Finds `\(…\)`, `\[…\]`, `$…$`, `$$…$$`, bare `\boxed{…}` and the usual environments. A single `$` follows Pandoc: no
 * blank inside its ends, no digit after the last one, so that "$5 and $6" are two prices.
 */
export const takeFormulas = (source: string): WithFormulas => {
  const text = source
    .replace(/[\ue000-\ue002]/g, '\ufffd')
    .replace(multiplication, stars => times.repeat(stars.length));
  const formulas: Formula[] = [];
  const found = finder(text);
  const parts: string[] = [];
  let done = 0;
  for (const start of text.matchAll(starts)) {
    if (start.index < done || isEscaped(text, start.index) || formulas.length >= maxFormulas) continue;
    const formula = found(start);
    if (formula === null) continue;
    parts.push(text.slice(done, start.index), `${open}${formulas.length}${close}`);
    formulas.push({ ...formula, tex: formula.tex.replaceAll(times, '*') });
    done = start.index + formula.source.length;
  }
  return { text: [...parts, text.slice(done)].join(''), formulas };
};

const isEscaped = (text: string, index: number): boolean => {
  let slashes = 0;
  while (text[index - 1 - slashes] === '\\' && slashes < 8) slashes += 1;
  return slashes % 2 === 1;
};

/** Remembers from where on an end does not occur, so that a text of beginnings only is read once. */
const finder = (text: string) => {
  const absentFrom = new Map<string, number>();
  const endOf = (end: string, from: number): number => {
    if (from >= (absentFrom.get(end) ?? Number.POSITIVE_INFINITY)) return -1;
    const at = text.indexOf(end, from);
    if (at < 0) absentFrom.set(end, from);
    return at >= 0 && at - from <= maxLength ? at : -1;
  };
  const between = (index: number, begin: string, end: string, display: boolean): Formula | null => {
    const at = endOf(end, index + begin.length);
    if (at < 0) return null;
    const tex = text.slice(index + begin.length, at);
    if (tex.trim() === '' || (!display && /\n\s*\n/.test(tex))) return null;
    return { source: text.slice(index, at + end.length), tex, display };
  };
  return ({ 0: begin, 1: environment, index }: RegExpExecArray): Formula | null => {
    if (begin === '\\(') return between(index, begin, '\\)', false);
    if (begin === '\\[') return between(index, begin, '\\]', true);
    if (begin === '$$') return between(index, begin, '$$', true);
    if (begin === '$') return dollars(text, index);
    if (environment === undefined) return boxed(text, index);
    const end = begin.replace('begin', 'end');
    const inside = between(index, begin, end, true);
    return inside === null ? null : { ...inside, tex: inside.source };
  };
};

/** `$…$` in one paragraph. */
const dollars = (text: string, index: number): Formula | null => {
  for (let at = index + 1; at < text.length && at - index <= maxLength; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '\n' && /^[ \t]*\n/.test(text.slice(at + 1, at + 20))) return null;
    else if (character === '$') {
      const tex = text.slice(index + 1, at);
      const isEnd = !/\s$/.test(tex) && !/\d/.test(text[at + 1] ?? '');
      return isEnd ? { source: text.slice(index, at + 1), tex, display: false } : null;
    }
  }
  return null;
};

const boxed = (text: string, index: number): Formula | null => {
  let depth = 0;
  for (let at = text.indexOf('{', index); at < text.length && at - index <= 500; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0 && text[at] === '}') {
      const source = text.slice(index, at + 1);
      return { source, tex: source, display: false };
    }
  }
  return null;
};

/** A text with tokens in it, split: numbers are formulas. */
export const splitFormulas = (text: string): readonly (string | number)[] =>
  text
    .split(/\ue000(\d+)\ue001/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(times, '*') : Number(part)));

/** The text as it was. */
export const putBack = (text: string, formulas: readonly Formula[]): string =>
  splitFormulas(text)
    .map(part => (typeof part === 'string' ? part : (formulas[part]?.source ?? '').replaceAll(times, '*')))
    .join('');
