/** A fenced block of Markdown. */
export type CodeBlock = {
  /** What stands after the opening fence: `python`. */
  readonly info: string;
  readonly code: string;
  /** False when the text ends before the fence closes. */
  readonly closed: boolean;
  /** Where the code stands in the text. */
  readonly span: readonly [number, number];
};

/**
 * The fenced blocks of a text, in order. A fence starts its line (after any indentation) with at least three
 * backticks or tildes, and closes with at least as many of the same on a line of their own; so backticks
 * inside a docstring close nothing. One walk over the lines.
 */
export const codeBlocks = (text: string): readonly CodeBlock[] => {
  const blocks: CodeBlock[] = [];
  let open: { readonly fence: string; readonly info: string; readonly start: number } | null = null;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const fence = fenceOf(text, start, end);
    const next = newline === -1 ? text.length + 1 : newline + 1;
    if (open === null && fence !== null) {
      open = { ...fence, start: Math.min(next, text.length) };
    } else if (open !== null && fence !== null && closes(fence, open.fence)) {
      blocks.push(block(text, open.info, open.start, start, true));
      open = null;
    }
    start = next;
  }
  if (open !== null) blocks.push(block(text, open.info, open.start, text.length, false));
  return blocks;
};

/** Where the first line at or after `from` starts that closes a fence of three backticks; -1 for none. */
export const closingFence = (text: string, from: number): number => {
  for (let start = from; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    // A fence cannot start in the middle of a line, and `from` may be in the middle of one.
    const startsLine = start === 0 || text[start - 1] === '\n';
    const fence = startsLine ? fenceOf(text, start, end) : null;
    if (fence !== null && closes(fence, '```')) return start;
    if (newline === -1) return -1;
    start = newline + 1;
  }
  return -1;
};

const fenceOf = (
  text: string,
  start: number,
  end: number,
): { readonly fence: string; readonly info: string } | null => {
  let i = start;
  while (i < end && (text[i] === ' ' || text[i] === '\t')) i += 1;
  const sign = text[i];
  if (sign !== '`' && sign !== '~') return null;
  let last = i;
  while (last < end && text[last] === sign) last += 1;
  if (last - i < 3) return null;
  const info = text.slice(last, end).trim();
  // "```a```" on one line is inline code.
  if (sign === '`' && info.includes('`')) return null;
  return { fence: text.slice(i, last), info };
};

const closes = (fence: { readonly fence: string; readonly info: string }, opened: string): boolean =>
  fence.info === '' && fence.fence.startsWith(opened);

const block = (text: string, info: string, start: number, end: number, closed: boolean): CodeBlock => ({
  info,
  code: text.slice(start, end),
  closed,
  span: [start, end],
});
