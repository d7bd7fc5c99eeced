import {
  type Extraction,
  found,
  type Grader,
  notFound,
  pythonStrip,
  pythonStripRange,
} from '../../src/core/index.ts';
import { containment, exactMatch } from '../../src/score/index.ts';

const marker = 'the answer is ';

/** The first line after the last `the answer is `, before any next `Q:`, without one final dot. */
const officialAnswer = (text: string): Extraction => {
  const own = beforeQuestion(text);
  const at = own.lastIndexOf(marker);
  const [start, end] = pythonStripRange(own, at === -1 ? 0 : at + marker.length);
  const newline = own.indexOf('\n', start);
  const lineEnd = newline === -1 || newline > end ? end : own[newline - 1] === '\r' ? newline - 1 : newline;
  const last = own[lineEnd - 1] === '.' && lineEnd > start ? lineEnd - 1 : lineEnd;
  if (last === start) return notFound(at === -1 ? 'no text' : `nothing after "${marker}"`);
  return found(own.slice(start, last), at === -1 ? 'first line' : `after the last "${marker}"`, [
    start,
    last,
  ]);
};

const beforeQuestion = (text: string): string => {
  const question = text.indexOf('Q:');
  return question === -1 ? text : text.slice(0, question);
};

const bbhOfficial: Grader = {
  title: 'what follows the last "the answer is " must be the target; reproduces the published Codex table',
  version: 2,
  extract: ({ text }) => officialAnswer(text),
  score: exactMatch,
};

/** The whole answer, before any next `Q:`. */
const eurusText = (text: string): Extraction => {
  const own = pythonStrip(beforeQuestion(text));
  return own === '' ? notFound('no text') : found(own, 'the whole text');
};

const eurus: Grader = {
  title: 'Eurus: the target stands anywhere in the text, case matters; far too lenient',
  version: 1,
  extract: ({ text }) => eurusText(text),
  score: containment,
};

/** The rest of the first line with the marker, but for its last sign, whatever that is. */
const fewshotAnswer = (text: string): Extraction => {
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + 1)) {
    const start = at + marker.length;
    const newline = text.indexOf('\n', start);
    const end = (newline === -1 ? text.length : newline) - 1;
    if (end < start) continue;
    const span = pythonStripRange(text, start, end);
    return span[0] === span[1]
      ? notFound(`a single sign after "${marker}"`)
      : found(text.slice(...span), `after the first "${marker}"`, span);
  }
  return notFound(`no "${marker}"`);
};

const lmEvalCotFewshot: Grader = {
  title:
    'lm-eval bbh_cot_fewshot: the line after the first "the answer is ", less its last sign, is the target',
  version: 1,
  extract: ({ text }) => fewshotAnswer(text),
  score: exactMatch,
};

export const graders = {
  'bbh-official': bbhOfficial,
  eurus,
  'lm-eval-cot-fewshot': lmEvalCotFewshot,
} as const;
