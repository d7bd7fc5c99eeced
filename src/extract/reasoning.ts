/** Tags that models put around what they think before they answer. */
const tags = ['think', 'thinking', 'reasoning', 'thought'] as const;

/**
 * A completion without its reasoning: what stands behind the last closing tag; where no tag closes, what stands before
 * the first opening one, which may be nothing. A text without tags stays as it is. Linear.
 */
export const withoutReasoning = (text: string): string => {
  const lower = text.toLowerCase();
  let [closed, opened] = [0, -1];
  for (const tag of tags) {
    const close = `</${tag}>`;
    const last = lower.lastIndexOf(close);
    if (last !== -1) closed = Math.max(closed, last + close.length);
  }
  for (const tag of tags) {
    const open = lower.indexOf(`<${tag}>`, closed);
    if (open !== -1 && (opened === -1 || open < opened)) opened = open;
  }
  // Before an opening tag that never closes there may be an answer; inside there is none.
  return text.slice(closed, opened === -1 ? text.length : opened);
};
