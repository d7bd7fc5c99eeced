import { type Extraction, found, type Grader, notFound, pythonStripRange } from '../../src/core/index.ts';
import { exactMatch } from '../../src/score/index.ts';

const marker = 'the answer is ';

/** The first line after the last `the answer is `, before any next `Q:`, without one final dot. */
const officialAnswer = (text: string): Extraction => {
  const question = text.indexOf('Q:');
  const own = question === -1 ? text : text.slice(0, question);
  const at = own.lastIndexOf(marker);
  const [start, end] = pythonStripRange(own, at === -1 ? 0 : at + marker.length);
  const newline = own.indexOf('\n', start);
  const lineEnd = newline === -1 || newline > end ? end : newline;
  const last = own[lineEnd - 1] === '.' && lineEnd > start ? lineEnd - 1 : lineEnd;
  if (last === start) return notFound(at === -1 ? 'an empty answer' : `nothing after "${marker}"`);
  return found(own.slice(start, last), at === -1 ? 'first line' : `after the last "${marker}"`, [
    start,
    last,
  ]);
};

export const bbhOfficial: Grader = {
  title: 'what follows the last "the answer is " must be the target; reproduces the published Codex table',
  version: 1,
  extract: ({ text }) => officialAnswer(text),
  score: exactMatch,
};
