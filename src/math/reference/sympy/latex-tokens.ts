/** A token of sympy's grammar of LaTeX; `wrong`: a sign that it does not know, at which it raises. */
export type LatexToken = {
  readonly kind: 'letter' | 'digit' | 'command' | 'differential' | 'sign' | 'wrong' | 'end';
  readonly text: string;
};

const skipped =
  /^(?:\s|\\[,:;!*\-./"(=]|\\(?:thinspace|medspace|thickspace|quad|qquad|negthinspace|negmedspace|negthickspace|vrule|vcenter|vbox|vskip|vspace|hfil)(?![a-zA-Z])|\\(?:left|right)(?![a-zA-Z|]))+/;
const shapes: readonly (readonly [LatexToken['kind'], RegExp])[] = [
  ['sign', /^\\(?:left|right)\|/],
  ['differential', /^d\s*(?:[a-zA-Z]|\\[a-zA-Z]+)/],
  ['letter', /^[a-zA-Z]/],
  ['digit', /^[0-9]/],
  ['command', /^\\[a-zA-Z]+/],
  ['sign', /^(?:&\s*)?=(?:\s*&)?|^'+|^\\[{}]|^[-+*/()[\]{}|_^:,.!<>]/],
];

/** The tokens of a text, up to the first that is wrong; the last one is `end` or `wrong`. Linear. */
export const latexTokens = (text: string): readonly LatexToken[] => {
  const tokens: LatexToken[] = [];
  for (let rest = text; ; ) {
    rest = rest.slice(skipped.exec(rest)?.[0].length ?? 0);
    if (rest === '') return [...tokens, { kind: 'end', text: '' }];
    const token = firstToken(rest);
    tokens.push(token);
    if (token.kind === 'wrong') return tokens;
    rest = rest.slice(token.text.length);
  }
};

const firstToken = (text: string): LatexToken => {
  for (const [kind, shape] of shapes) {
    const match = shape.exec(text);
    if (match !== null) return { kind, text: match[0] };
  }
  return { kind: 'wrong', text: text.slice(0, 1) };
};
