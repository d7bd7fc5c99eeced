import type { CellExecution, Effect, Interaction, Standing } from '../../src/core/index.ts';
import { pythonStrip } from '../../src/core/index.ts';
import type { Budget } from './prompts.ts';
import { actionOf } from './reply.ts';
import type { MintSample } from './sample.ts';
import { cellSeconds, cutOff, invalidInput, leftText, noOutput, timedOut, wrongAnswer } from './texts.ts';

/** Of each cell. The benchmark gives 30 s and sets no other limit. */
const cellLimits = { timeoutMs: 1000 * cellSeconds, memoryMb: 512, maxOutputBytes: 65_536 };

/** Longest observation, in characters as Python counts them. */
const maxCharacters = 2000;

/**
 * The environment of MINT: a reply proposes a solution, or else runs code in a Python session, or is not understood.
 * @param prelude cells that define the tools
 * @param judge name of the grader that tells right from wrong
 * @param said what of a reply counts: all of it, where that is as published
 */
export const mintInteraction = (
  { steps, proposals }: Budget,
  prelude: readonly string[],
  judge: string,
  said: (reply: string) => string = reply => reply,
): Interaction<MintSample> => ({
  maxSteps: steps,
  maxProposals: proposals,
  session: { prelude, limits: cellLimits },
  judge,
  keep: reply => keptReply(said(reply)),
  act: ({ text }) => actionOf(said(text).trimEnd()),
  observe,
  ask,
});

/** In the dialogue every reply is headed by its speaker. */
export const keptReply = (reply: string): string => {
  const said = reply.trimEnd();
  return `${said.trimStart().startsWith('Assistant:') ? said : `Assistant:\n${said}`}\n`;
};

const observe = (effect: Effect): string => {
  switch (effect.kind) {
    case 'executed':
      return pythonStrip(shortened(shownOf(effect.cell)));
    case 'judged':
      // A right one ends the episode: nothing more is shown.
      return effect.judgement.verdict === 'correct' ? '' : wrongAnswer;
    default:
      return invalidInput;
  }
};

/** What the cell printed, then the value of its last expression or the traceback, as a notebook shows them. */
const shownOf = (cell: CellExecution): string => {
  const { stdout, value, number } = cell;
  // A value of several lines stands below its number.
  const below = value?.includes('\n') ? '\n' : '';
  const shown = `${stdout}${value === null ? '' : `Out[${number}]: ${below}${value}\n`}${failureOf(cell)}`;
  return shown === '' ? noOutput : shown;
};

/** Of a cell that was ended from outside, which leaves no traceback, what the last line of one would say. */
const failureOf = ({ traceback, outcome, error }: CellExecution): string => {
  if (traceback !== null) return traceback;
  if (outcome === 'timed-out') return timedOut;
  return outcome === 'finished' || error === null ? '' : `${error.type}: ${error.message}`;
};

const shortened = (text: string): string => {
  const characters = [...text.slice(0, 2 * maxCharacters + 1)];
  return characters.length > maxCharacters ? characters.slice(0, maxCharacters).join('') + cutOff : text;
};

const ask = ({ observation, stepsLeft, proposalsLeft, feedback }: Standing): string =>
  `Observation:\n${observation}\n${leftText(stepsLeft, proposalsLeft)}${
    feedback === null ? '' : `\nExpert feedback:\n${feedback}\n`
  }`;
