import { lengthOf } from './plain.ts';

/** A name over several lines of at most `width` characters, broken behind its own marks; longer pieces stay whole. */
export const breakName = (name: string, width: number): string => {
  const lines: string[] = [];
  for (const piece of name.split(/(?<=[-_/.@:])/)) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + lengthOf(piece) <= width)
      lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.join('\n');
};
