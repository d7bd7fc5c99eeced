/**
 * Code between the tags by which MINT's models run it, each tag on a line of its own, as a block of code: a Markdown
 * reader would take it for prose. Texts with fences of their own stay as they are: tags may stand within them.
 */
export const withExecuted = (text: string): string => {
  if (!text.includes('<execute>') || /^ {0,3}(?:```|~~~)/m.test(text)) return text;
  const lines = text.split('\n');
  const closings = lines.flatMap((line, at) => (line.trim() === '</execute>' ? [at] : []));
  const out: string[] = [];
  let [next, end] = [0, -1];
  for (const [at, line] of lines.entries()) {
    if (at === end) out.push('```', '');
    out.push(line);
    if (at <= end || line.trim() !== '<execute>') continue;
    while ((closings[next] ?? Number.POSITIVE_INFINITY) < at) next += 1;
    const closing = closings[next];
    if (closing === undefined) continue;
    end = closing;
    out.push('', '```python');
  }
  return out.join('\n');
};
