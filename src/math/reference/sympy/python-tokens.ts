/** A token of Python; `wrong`: a sign that is none, so that compiling raises. */
export type PythonToken = {
  readonly kind: 'number' | 'name' | 'keyword' | 'sign' | 'quote' | 'unsure' | 'wrong' | 'end';
  readonly text: string;
};

/** Words that join or start expressions; the other words of the language start statements and raise here. */
const joining = new Set('and or not in is if else for lambda None True False'.split(' '));
const statements = new Set(
  'as assert async await break class continue def del elif except finally from global import nonlocal pass raise return try while with yield'.split(
    ' ',
  ),
);

const shapes: readonly (readonly [PythonToken['kind'], RegExp])[] = [
  ['unsure', /^0[xXoObB][0-9a-fA-F]/],
  ['unsure', /^(?:\d+(?:\.\d*)?|\.\d+)[jJ](?![A-Za-z0-9_])/],
  ['number', /^(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|^\d+[eE][+-]?\d+/],
  ['number', /^(?:0+(?!\d)|0+|[1-9]\d*)/],
  ['name', /^[\p{L}_][\p{L}\p{N}_]*/u],
  ['quote', /^['"]/],
  ['sign', /^(?:\*\*|\/\/|<<|>>|<=|>=|==|!=|->|:=|[-+*/%@&|^~<>()[\]{},:.;=!])/],
];

/**
 * The tokens of an expression on one line, without comments. After a quotation mark nothing is sure, so it is the last.
 * Lines that follow outside of brackets are an error to Python: a `wrong` token.
 */
export const pythonTokens = (text: string): readonly PythonToken[] => {
  const tokens: PythonToken[] = [];
  let [rest, depth] = [text.trim(), 0];
  for (;;) {
    rest = rest.replace(/^(?:[ \t\f]+|#[^\n]*)+/, '');
    if (rest.startsWith('\n') || rest.startsWith('\r')) {
      // Only comments may follow a whole expression.
      if (depth <= 0) return [...tokens, { kind: onlyComments(rest) ? 'end' : 'wrong', text: '' }];
      rest = rest.slice(1);
      continue;
    }
    if (rest === '') return [...tokens, { kind: 'end', text: '' }];
    const token = firstToken(rest);
    tokens.push(token);
    if (token.kind === 'quote' || token.kind === 'wrong') return tokens;
    if ('([{'.includes(token.text)) depth += 1;
    if (')]}'.includes(token.text)) depth -= 1;
    rest = rest.slice(token.text.length);
  }
};

const onlyComments = (text: string): boolean =>
  text.split(/[\r\n]/).every(line => /^[ \t\f]*(?:#|$)/.test(line));

const firstToken = (text: string): PythonToken => {
  for (const [kind, shape] of shapes) {
    const match = shape.exec(text)?.[0];
    if (match === undefined) continue;
    if (kind !== 'name') return { kind, text: match };
    if (joining.has(match)) return { kind: 'keyword', text: match };
    return { kind: statements.has(match) ? 'wrong' : 'name', text: match };
  }
  return { kind: 'wrong', text: text.slice(0, 1) };
};

/** True when compiling raises whatever stands around it: a wrong sign, or two values side by side. */
export const cannotCompile = (tokens: readonly PythonToken[]): boolean =>
  tokens.some((token, index) => {
    const before = tokens[index - 1];
    if (token.kind === 'wrong') return true;
    if (before === undefined) return false;
    const ends = before.kind === 'number' || before.kind === 'name' || /^[)\]}]$/.test(before.text);
    if (!ends) return false;
    if (token.kind === 'number' || token.kind === 'name') return true;
    // A string may have a letter in front.
    return token.kind === 'quote' && !/^(?:[rbuf]|br|rb|fr|rf)$/i.test(before.text);
  });
