/**
 * A line without Markdown's stars around it or inside it (`**18** dollars` → `18 dollars`). A star between two
 * operands (`2*3`, `2**3`, `2 * 3`) is multiplication and stays.
 */
export const withoutEmphasis = (line: string): string => {
  if (!line.includes('*')) return line;
  let kept = '';
  for (let i = 0; i < line.length; ) {
    if (line[i] !== '*') {
      kept += line[i];
      i += 1;
      continue;
    }
    let end = i;
    while (line[end] === '*') end += 1;
    if (!isEmphasis(line[i - 1], line[end], end - i)) kept += line.slice(i, end);
    i = end;
  }
  return kept.trim();
};

const isEmphasis = (before: string | undefined, after: string | undefined, stars: number): boolean => {
  const openLeft = before === undefined || isSpace(before);
  const openRight = after === undefined || isSpace(after);
  if (before === undefined || after === undefined) return true;
  if (openLeft !== openRight) return true;
  return stars >= 2 && !openLeft && ',.;:!?'.includes(after);
};

const isSpace = (sign: string): boolean => sign === ' ' || sign === '\t' || sign === '\u00a0';
