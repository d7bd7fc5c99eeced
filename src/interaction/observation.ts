import { type Domain, type Effect, type ExecutionRecord, oneLine } from '../core/index.ts';
import { cellShown } from './cell-shown.ts';
import type { Kind } from './kind.ts';

/** Longest message of an exception that is shown, in characters. */
const maxMessage = 300;

/**
 * What the environment shows of a turn. Never a word of a judgement's reason, of the gold answer, or of a test: reasons
 * are made for people who may see them.
 */
export const observationOf = (effect: Effect, kind: Kind, domain: Domain): string => {
  switch (effect.kind) {
    case 'executed':
      return cellShown(effect.cell);
    case 'nothing':
      return nothingFound[kind];
    case 'judged': {
      const what = nouns[domain === 'instructions' ? 'instructions' : kind];
      switch (effect.judgement.verdict) {
        case 'correct':
          return `Your ${what} is right.`;
        case 'unscored':
          return `Your ${what} could not be judged.`;
        case 'no-answer':
          return domain === 'instructions' ? `Your ${what} is empty.` : noAnswer[kind];
        case 'incorrect':
          if (domain === 'instructions') return 'Your reply does not follow all of the instructions.';
          return kind === 'program' ? `Your program is wrong: ${failure(effect.execution)}.` : wrong;
      }
    }
  }
};

const wrong = 'Your answer is wrong.';

const nouns: Readonly<Record<Kind | 'instructions', string>> = {
  program: 'program',
  tool: 'answer',
  answer: 'answer',
  instructions: 'reply',
};

const noProgram = 'No program was found in your reply. Write the whole program in one block of code.';

const noAnswer: Readonly<Record<Kind, string>> = {
  program: noProgram,
  tool: 'No answer was found in your reply. Give it in the form that the task asks for.',
  answer: 'No answer was found in your reply. Give it in the form that the task asks for.',
};

const nothingFound: Readonly<Record<Kind, string>> = {
  ...noAnswer,
  tool: 'Neither Python code nor an answer was found in your reply.',
};

/**
 * How a program failed, by what it did itself. The message of an exception is shown where the program raised it: what the
 * tests say of a wrong result would tell what they expect.
 */
const failure = (execution: ExecutionRecord | undefined): string => {
  const error = execution?.error ?? null;
  switch (execution?.outcome) {
    case 'timed-out':
      return 'it takes too long';
    case 'out-of-memory':
      return 'it needs too much memory';
    case 'output-limit':
      return 'it prints too much';
    case 'exited-early':
      return 'it ends the interpreter before the tests are over';
    case 'crashed':
      return 'it crashes the interpreter';
    default:
      if (error === null) return 'it does not pass the tests';
  }
  const type = oneLine(error.type, 100);
  switch (error.origin) {
    case 'candidate': {
      const message = oneLine(error.message, maxMessage).trim().replace(/\.$/, '');
      return message === '' ? `it raises ${type}` : `it raises ${type}: ${message}`;
    }
    case 'tests':
      return type === 'AssertionError'
        ? 'a test finds a wrong result'
        : `a test cannot use what it returns (${type})`;
    case 'sandbox':
    case 'prelude':
      return 'it cannot be called as the tests call it';
  }
};
