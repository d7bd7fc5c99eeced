import { type Extraction, type Finder, found, notFound, pythonStripRange } from '../core/index.ts';
import { withoutEmphasis } from './emphasis.ts';

/**
 * The first line after the last of the markers, in whatever case, without Markdown's stars. Nothing is found
 * when no text follows it.
 * @param markers plain texts in lower case, e.g. `answer is`
 */
export const afterLast = (markers: readonly string[]): Finder => {
  const pattern = new RegExp(markers.map(literal).join('|'), 'gi');
  const names = markers.map(marker => `"${marker}"`).join(', ');
  return (text): Extraction => {
    let last: RegExpExecArray | null = null;
    for (const match of text.matchAll(pattern)) last = match;
    if (last === null) return notFound(`none of ${names}`);
    const marker = last[0];
    const [start, end] = pythonStripRange(text, last.index + marker.length);
    const lineEnd = text.indexOf('\n', skipEmptyLines(text, start, end));
    const span = pythonStripRange(text, start, lineEnd === -1 || lineEnd > end ? end : lineEnd);
    const value = withoutEmphasis(text.slice(...span));
    return value === '' ? notFound(`nothing after "${marker}"`) : found(value, `after "${marker}"`, span);
  };
};

/** Where the first line starts that holds more than stars: `**Answer:**` may stand on a line of its own. */
const skipEmptyLines = (text: string, start: number, end: number): number => {
  let i = start;
  while (i < end && (text[i] === '*' || text[i] === '\n' || text[i] === ' ' || text[i] === '\r')) i += 1;
  return i;
};

// The markers are ours; escaping keeps them plain text all the same.
const literal = (marker: string): string => marker.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
