import { pythonStripRange } from '../core/index.ts';

type Span = readonly [start: number, end: number];

/** Longest line that is looked into, and longest formula on several lines. */
const maxLength = 4096;

/**
 * Where the answer stands that begins at `start`: a displayed formula, else the first line that holds more than stars and
 * colons, up to the end of its first sentence where more sentences follow.
 */
export const statedSpan = (text: string, start: number, end: number): Span => {
  const from = skipLead(text, start, end);
  const newline = text.indexOf('\n', from);
  const lineEnd = newline === -1 || newline > end ? end : newline;
  const span = pythonStripRange(text, from, Math.max(lineEnd, displayEnd(text, from, end)));
  if (span[1] - span[0] > maxLength) return span;
  return [span[0], span[0] + sentenceLength(text.slice(...span))];
};

/** `**Answer:**` and `The answer is:` may stand on lines of their own. */
const skipLead = (text: string, start: number, end: number): number => {
  let at = start;
  while (at < end && ' \t\r\n*:'.includes(text[at] ?? '')) at += 1;
  return at;
};

const displays = [
  ['$$', '$$'],
  ['\\[', '\\]'],
] as const;

/** Where a formula ends that opens here and is displayed on lines of its own; -1 for none. */
const displayEnd = (text: string, from: number, end: number): number => {
  for (const [open, close] of displays) {
    if (!text.startsWith(open, from)) continue;
    const inside = from + open.length;
    const at = text.slice(inside, Math.min(end, inside + maxLength)).indexOf(close);
    return at === -1 ? -1 : inside + at + close.length;
  }
  return -1;
};

/** A full stop with a new sentence behind it, or a subordinate clause that gives the reason. */
const sentenceEnd = /\.["')*]* +(?=[*"(]*\p{Lu})|,? (?:because|since) |, (?:i\.e\.|which) /gu;

/** A full stop of an abbreviation or an initial ends nothing. */
const abbreviation = /(?<!\p{L})(?:Dr|Mrs?|Ms|Prof|St|Jr|Sr|No|vs|e\.g|approx|\p{Lu})$/u;

/** What takes back the sentence before it. */
const retraction =
  /(?<!\p{L})(?:wait|actually|correction|mistake|incorrect|wrong|sorry|but|however|instead|no,|not right)(?!\p{L})/iu;

/** How much of a line is its first sentence: all of it unless another one follows that takes nothing back. */
const sentenceLength = (line: string): number => {
  for (const match of line.matchAll(sentenceEnd)) {
    const sentence = line.slice(0, match.index);
    const isStop = match[0].startsWith('.');
    if (sentence === '' || (isStop && abbreviation.test(sentence)) || isInFormula(line, match.index))
      continue;
    if (retraction.test(line.slice(match.index))) return line.length;
    // Stars and quotes that close behind the stop belong to the sentence.
    return match.index + (isStop ? match[0].trimEnd().length : 0);
  }
  return line.length;
};

/** Whether braces or dollar signs are open there that close later. A dollar sign that never closes is money. */
const isInFormula = (line: string, at: number): boolean => {
  let [depth, dollars] = [0, 0];
  for (let i = 0; i < at; i += 1) {
    if (line[i] === '\\') i += 1;
    else if (line[i] === '{') depth += 1;
    else if (line[i] === '}') depth -= 1;
    else if (line[i] === '$') dollars += 1;
  }
  return depth > 0 || (dollars % 2 === 1 && line.includes('$', at));
};
