/** A fenced block of Markdown. */
export type CodeBlock = {
  /** What stands after the opening fence: `python`. */
  readonly info: string;
  /** Without the indentation of the opening fence. */
  readonly code: string;
  /** False when the text ends before the fence closes. */
  readonly closed: boolean;
};

/** The line that opens or closes a block. */
export type Fence = { readonly signs: string; readonly info: string; readonly indent: number };

/** A closing fence may stand this much to the right; what is further right is content, e.g. of a docstring. */
const maxIndent = 3;

/**
 * The fenced blocks of a text, in order. A fence starts its line with at least three backticks or tildes, and
 * closes with at least as many of the same, alone on a line and not indented deeper; so backticks inside a
 * docstring close nothing. One walk over the lines.
 */
export const codeBlocks = (text: string): readonly CodeBlock[] => {
  const blocks: CodeBlock[] = [];
  let open: (Fence & { readonly lines: string[] }) | null = null;
  for (const line of text.split('\n')) {
    const fence = fenceOf(line);
    if (open === null) {
      if (fence !== null) open = { ...fence, lines: [] };
    } else if (fence !== null && closesFence(fence, open)) {
      blocks.push({ info: open.info, code: `${open.lines.join('\n')}\n`, closed: true });
      open = null;
    } else {
      open.lines.push(outdented(line, open.indent));
    }
  }
  if (open !== null) blocks.push({ info: open.info, code: open.lines.join('\n'), closed: false });
  return blocks;
};

/** Where the first line from `from` on starts that begins with three backticks, whatever follows; -1 for none. */
export const closingFence = (text: string, from: number): number => {
  // `from` may stand in the middle of a line, and a fence cannot start there.
  const startsLine = from === 0 || text[from - 1] === '\n';
  if (startsLine && text.startsWith('```', from)) return from;
  const newline = text.indexOf('\n```', from);
  return newline === -1 ? -1 : newline + 1;
};

/** A line as a fence; null for any other line. */
export const fenceOf = (line: string): Fence | null => {
  const [, indent = '', signs = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})([\s\S]*)$/.exec(line) ?? [];
  // "```a```" on one line is inline code.
  if (signs === '' || (signs.startsWith('`') && info.includes('`'))) return null;
  return { signs, info: info.trim(), indent: indent.length };
};

/** True when a fence closes the block that another one opened. */
export const closesFence = (fence: Fence, opened: Fence): boolean =>
  fence.info === '' &&
  fence.signs.startsWith(opened.signs) &&
  fence.indent <= Math.max(maxIndent, opened.indent);

const outdented = (line: string, indent: number): string => {
  let start = 0;
  while (start < indent && (line[start] === ' ' || line[start] === '\t')) start += 1;
  return line.slice(start);
};
