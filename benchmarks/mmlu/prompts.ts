import { type ChatPrompt, pythonStrip, type TextPrompt, userTurn } from '../../src/core/index.ts';
import { letters, type MmluSample, type Question } from './sample.ts';

/** Question, lettered choices and `Answer:`, on which the letter of a worked example follows after a space. */
const block = ({ question, choices }: Question): string =>
  [question, ...letters.map(letter => `${letter}. ${choices[letter]}`), 'Answer:'].join('\n');

const worked = (about: string, sample: MmluSample, write: (question: Question) => string): TextPrompt => ({
  kind: 'text',
  text: [
    `The following are multiple choice questions (with answers) about${about}.`,
    ...sample.examples.map(example => `${write(example)} ${example.answer}`),
    write(sample),
  ].join('\n\n'),
});

/**
 * The original text (hendrycks/test, `evaluate.py`), which the Eurus scripts took over: every word of the subject
 * brings its own space, so that two stand behind `about`.
 */
export const originalPrompt = (sample: MmluSample): TextPrompt =>
  worked(` ${subjectWords(sample)}`, sample, block);

/** lm-eval's `mmlu`: the same layout with one space, blanks around the question taken off. */
export const lmEvalPrompt = (sample: MmluSample): TextPrompt =>
  worked(subjectWords(sample), sample, question =>
    block({ ...question, question: pythonStrip(question.question) }),
  );

/** ` abstract algebra`: a space before each word. */
const subjectWords = ({ subject }: MmluSample): string => ` ${subject.replaceAll('_', ' ')}`;

/** openai/simple-evals, `QUERY_TEMPLATE_MULTICHOICE` of `common.py`: no examples, one user turn. */
export const simpleEvalsPrompt = ({ question, choices }: MmluSample): ChatPrompt =>
  userTurn(
    [
      "Answer the following multiple choice question. The last line of your response should be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of ABCD. Think step by step before answering.",
      question,
      letters.map(letter => `${letter}) ${choices[letter]}`).join('\n'),
    ].join('\n\n'),
  );
