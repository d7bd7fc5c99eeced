import { endOfQuote, plainLiterals } from './literals.ts';

/**
 * The blanks around tags, as Jinja treats them with `trim_blocks` and `lstrip_blocks`: a block or a comment swallows the
 * blanks before it that begin its line, and the line end after it. Done here because the library does it by patterns that
 * take `-}` at the end of any line for a tag, and does not know `{%+`.
 * @param source with `\n` as its only line end
 */
export const trimBlocks = (source: string): string => {
  let text = '';
  let at = 0;
  for (;;) {
    const start = nextTag(source, at);
    if (start < 0) return text + source.slice(at);
    const kind = source.charAt(start + 1);
    const end = endOfTag(source, start, kind);
    const before = source.slice(at, start);
    const keeps = source.charAt(start + 2) === '+';
    // Blanks begin their line at the start of the template, after a line end, and after a tag that swallowed one.
    const beginsLine = at === 0 || source.charAt(at - 1) === '\n';
    text += kind === '{' || keeps ? before : withoutIndent(before, beginsLine);
    const written = source.slice(start, end);
    let tag = kind === '#' ? written : plainLiterals(written);
    if (keeps) tag = tag.slice(0, 2) + tag.slice(3);
    const stays = tag.endsWith('+%}') || tag.endsWith('+#}');
    text += stays ? tag.slice(0, -3) + tag.slice(-2) : tag;
    at = kind !== '{' && !stays && source.charAt(end) === '\n' ? end + 1 : end;
  }
};

const nextTag = (source: string, from: number): number => {
  for (let at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1)) {
    if ('{%#'.includes(source.charAt(at + 1) || ' ')) return at;
  }
  return -1;
};

/** Behind the tag's end; what stands in quotes ends none. An unclosed tag reaches to the end of the template. */
const endOfTag = (source: string, start: number, kind: string): number => {
  const close = kind === '{' ? '}}' : `${kind}}`;
  let depth = 0;
  for (let at = start + 2; at < source.length; at++) {
    const letter = source.charAt(at);
    if (depth === 0 && source.startsWith(close, at)) return at + 2;
    if (kind === '#') continue;
    if (letter === '{') depth += 1;
    else if (letter === '}' && depth > 0) depth -= 1;
    else if (letter === '"' || letter === "'") at = endOfQuote(source, at);
  }
  return source.length;
};

const withoutIndent = (text: string, beginsLine: boolean): string => {
  const line = text.lastIndexOf('\n') + 1;
  if (line === 0 && !beginsLine) return text;
  return text.slice(line).trim() === '' ? text.slice(0, line) : text;
};
