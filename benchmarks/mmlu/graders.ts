import {
  type Completion,
  type Extraction,
  found,
  type Grader,
  noAnswer,
  notFound,
  pythonStrip,
  pythonStripRange,
  unscored,
} from '../../src/core/index.ts';
import { afterReasoning, splitReasoning } from '../../src/extract/index.ts';
import { exactMatch, sameText, shown } from '../../src/score/index.ts';
import { rankedLetter } from './ranked-letter.ts';
import type { MmluSample } from './sample.ts';
import { simpleEvalsAnswer } from './simple-evals.ts';

type MmluGrader = Grader<MmluSample>;

const isLetter = (text: string): boolean => /^[A-D]$/.test(text);

/** The one token that was asked for; of longer answers their first token, where the server told it apart. */
const onlyToken = ({ text, logprobs }: Completion): Extraction => {
  const first = logprobs?.token ?? '';
  const end = first !== '' && text.startsWith(first) ? first.length : text.length;
  const span = pythonStripRange(text, 0, end);
  const token = text.slice(...span);
  if (token === '') return notFound('the token is blank');
  return isLetter(token)
    ? found(token, 'the token', span)
    : notFound(`${shown(token)} is not a letter alone`);
};

const eurus: MmluGrader = {
  title: 'Eurus: the one generated token, blanks taken off, is exactly the letter',
  version: 1,
  extract: onlyToken,
  score: exactMatch,
};

const hendrycks: MmluGrader = {
  title: 'hendrycks/test: the letter with the highest log-probability as the first token',
  version: 1,
  extract: ({ logprobs }) => rankedLetter(logprobs),
  score: (attempt, execute) => {
    const { completion, extraction } = attempt;
    if (completion.logprobs === undefined) return unscored('the endpoint gave no log-probabilities');
    return extraction.found ? exactMatch(attempt, execute) : noAnswer(extraction.why);
  },
  sameAnswer: sameText,
};

/** Most tokens of an answer that are looked at where there are no log-probabilities. */
const maxTokens = 8;
/** Longest start of a text that is cut into them, in UTF-16 units. */
const maxLooked = 4096;

/** The first letter A to D that stands alone within the first words and signs: `(B)`, `**B**`, a line end and `B.` */
const firstLetter = (text: string): Extraction => {
  const tokens = text.slice(0, maxLooked).matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu);
  for (const { 0: token, index } of tokens.take(maxTokens)) {
    if (isLetter(token)) return found(token, 'the first letter', [index, index + 1]);
  }
  const said = pythonStrip(text.slice(0, maxLooked));
  return notFound(
    said === '' ? 'the text is blank' : `no letter in the first ${maxTokens} tokens of ${shown(said)}`,
  );
};

const letterBehindReasoning = afterReasoning(firstLetter);

const strict: MmluGrader = {
  title: 'the likeliest letter where there are log-probabilities, else the first letter in up to 8 tokens',
  version: 2,
  extract: ({ text, reasoning, logprobs }) => {
    // Where a model reasons first, the first token says nothing of the answer.
    const reasons = reasoning !== null || splitReasoning(text).reasoning !== 'none';
    const ranked = reasons ? notFound('the first token is reasoning') : rankedLetter(logprobs);
    return ranked.found ? ranked : letterBehindReasoning(text);
  },
  score: exactMatch,
};

const simpleEvals: MmluGrader = {
  title: 'simple-evals: the letter behind the first "Answer:", Markdown and LaTeX taken off',
  version: 1,
  extract: ({ text }) => simpleEvalsAnswer(text),
  score: exactMatch,
};

/** For prompts that are continued with a letter. */
export const letterGraders = { strict, eurus, hendrycks } as const;

/** For answers that reason first and name the letter in their last line. */
export const lastLineGraders = { 'simple-evals': simpleEvals } as const;
