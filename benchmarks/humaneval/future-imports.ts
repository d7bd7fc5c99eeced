/**
 * The code in two parts: its `from __future__` imports, and all else. Python wants such imports before any other
 * statement, so they must not come after a prompt. Only those are taken that Python would accept where they stand: after
 * nothing but blank lines, comments and one docstring. One walk over the lines.
 */
export const splitFutureImports = (code: string): { readonly imports: string; readonly rest: string } => {
  const lines = code.split(/(?<=\n)/);
  let imports = '';
  let rest = '';
  let docstringSeen = false;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const quotes = /^[rRuU]?("""|''')/.exec(line)?.[1];
    if (/^from[ \t]+__future__[ \t]+import\b/.test(line)) {
      const end = endOfImport(lines, at);
      const text = lines.slice(at, end).join('');
      imports += text.endsWith('\n') ? text : `${text}\n`;
      at = end;
    } else if (/^\s*(#|$)/.test(line)) {
      rest += line;
      at += 1;
    } else if (quotes !== undefined && !docstringSeen) {
      const end = endOfDocstring(lines, at, quotes);
      rest += lines.slice(at, end).join('');
      docstringSeen = true;
      at = end;
    } else {
      rest += lines.slice(at).join('');
      break;
    }
  }
  return { imports, rest };
};

/** The line after an import, which may be spread over lines by a bracket or by backslashes. */
const endOfImport = (lines: readonly string[], start: number): number => {
  let open = false;
  for (let at = start; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').replace(/#.*/, '').trimEnd();
    open = (open || line.includes('(')) && !line.includes(')');
    if (!open && !line.endsWith('\\')) return at + 1;
  }
  return lines.length;
};

const endOfDocstring = (lines: readonly string[], start: number, quotes: string): number => {
  const first = lines[start] ?? '';
  if (first.includes(quotes, first.indexOf(quotes) + quotes.length)) return start + 1;
  const end = lines.findIndex((line, at) => at > start && line.includes(quotes));
  return end === -1 ? lines.length : end + 1;
};
