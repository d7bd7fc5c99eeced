import { type Extraction, type Finder, found, notFound, pythonStripRange } from '../core/index.ts';
import { withoutEmphasis } from './emphasis.ts';
import { statedSpan } from './stated-span.ts';

/**
 * The first sentence of the first line after the last of the markers, in whatever case, without Markdown's stars; or the
 * displayed formula that stands there. Nothing is found when no text follows it.
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
    const span = statedSpan(text, start, end);
    const value = withoutEmphasis(text.slice(...span));
    return value === '' ? notFound(`nothing after "${marker}"`) : found(value, `after "${marker}"`, span);
  };
};

// The markers are ours; escaping keeps them plain text all the same.
const literal = (marker: string): string => marker.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
