import { pythonStrip } from '../core/index.ts';

/** What the Eurus scripts take for code in a completion. */
export type EurusBlock = { readonly kind: 'bash' | 'python' | 'execute'; readonly code: string };

/**
 * The code of a completion in the order in which the Eurus scripts collect it: by kind, not by place. A tag may
 * stand anywhere in a line, what follows it is code, and a block that does not close is none.
 * @param options.executeTags collect `<execute>` too, as revision E3 does
 */
export const eurusBlocks = (
  text: string,
  options: { readonly executeTags: boolean },
): readonly EurusBlock[] => [
  // The scripts mark shell commands in the way of notebooks, which no Python script can run.
  ...between(text, '```bash', '```')
    .filter(code => !code.includes('!'))
    .map(code => ({ kind: 'bash' as const, code: `!${code}` })),
  ...between(text, '```python', '```').map(code => ({ kind: 'python' as const, code })),
  ...(options.executeTags ? between(text, '<execute>', '</execute>') : []).map(code => ({
    kind: 'execute' as const,
    code,
  })),
];

/** The code with its last line printed, as the Eurus scripts do it: whatever that line is. */
export const printingLastLine = (code: string): string => {
  const stripped = pythonStrip(code);
  const start = stripped.lastIndexOf('\n') + 1;
  const last = stripped.slice(start);
  return last.includes('print(') ? stripped : `${stripped.slice(0, start)}print(${last})`;
};

const between = (text: string, open: string, close: string): readonly string[] => {
  const found: string[] = [];
  let at = text.indexOf(open);
  while (at !== -1) {
    const start = at + open.length;
    const end = text.indexOf(close, start);
    if (end === -1) break;
    found.push(text.slice(start, end));
    at = text.indexOf(open, end + close.length);
  }
  return found;
};
