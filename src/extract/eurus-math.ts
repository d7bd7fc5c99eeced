import { type Extraction, found, notFound, pythonStrip } from '../core/index.ts';

/** The letters A to Z in lower case. The text keeps its length, which `toLowerCase` does not promise ("İ" becomes two). */
const foldAscii = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase());

/** The text after the last marker, whatever its case, and trimmed; the whole text when there is none. */
const afterLastOf = (text: string, marker: string): string => {
  const at = foldAscii(text).lastIndexOf(marker);
  return at === -1 ? text : pythonStrip(text.slice(at + marker.length));
};

const beforeLastOf = (text: string, marker: string): string => {
  const at = foldAscii(text).lastIndexOf(marker);
  return at === -1 ? text : pythonStrip(text.slice(0, at));
};

/**
 * The trimmed content of the last `\boxed`, else of the last `\fbox`, as the Eurus scripts take it: the last
 * command only, and every brace counts. Null when it does not close or is empty.
 */
const eurusBox = (text: string): string | null => {
  const boxedAt = text.lastIndexOf('\\boxed');
  const command = boxedAt === -1 ? text.lastIndexOf('\\fbox') : boxedAt;
  if (command === -1) return null;
  let [start, depth] = [-1, 0];
  for (let i = command; i < text.length; i += 1) {
    if (text[i] === '{') {
      depth += 1;
      if (start === -1) start = i + 1;
    } else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return start === -1 ? null : pythonStrip(text.slice(start, i)) || null;
    }
  }
  return null;
};

const leadIns = ['answer:', 'answer is', 'answers are'];
const closings = ['is answer', 'is the answer', 'are answers', 'are the answers'];
const verbs = ['be ', 'is ', 'are ', '=', ': ', 'get ', 'be\n', 'is\n', 'are\n', ':\n', 'get\n'];

/**
 * The answer as revision E3 of the Eurus scripts takes it, defects kept: markers in a fixed order, each applied
 * to what the one before it left; without any marker it is the whole text.
 */
export const eurusAnswer = (text: string): Extraction => {
  const opened = leadIns.reduce(afterLastOf, text);
  const closed = closings.reduce(beforeLastOf, opened);
  const content = eurusBox(closed) ?? closed;
  const sentence = content.includes('. ')
    ? pythonStrip(content.slice(0, content.lastIndexOf('. ')))
    : content;
  return extraction(verbs.reduce(afterLastOf, sentence), text);
};

/** The answer as revisions E1 and E2 take it: after the last `answer:`, then the last box. */
export const eurus2404Answer = (text: string): Extraction => {
  const marked = ['answer:\n', 'answer: '].reduce(afterLastOf, text);
  return extraction(eurusBox(marked) ?? marked, text);
};

const extraction = (answer: string, text: string): Extraction => {
  if (pythonStrip(answer) === '') return notFound('the Eurus rules leave no text');
  return found(answer, answer === text ? 'the whole text: no marker' : 'Eurus markers');
};
