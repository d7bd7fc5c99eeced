import { reasoningMarks } from './reasoning-marks.ts';

/** A completion, taken apart. */
export type SplitText = {
  /** Where an answer is looked for: one slice of the text, which may be empty. */
  readonly answer: string;
  /** Where it starts. */
  readonly start: number;
  /** `open`: the text ends within reasoning, which was started and never closed. */
  readonly reasoning: 'none' | 'closed' | 'open';
};

/**
 * Takes a completion apart. The answer is what stands behind the last reasoning; where nothing does, what stands before
 * it, if that was outside too. A closing tag without an opening one ends reasoning that the chat template started. A text
 * without reasoning stays as it is. Linear.
 */
export const splitReasoning = (text: string): SplitText => {
  let reasoning: SplitText['reasoning'] = 'none';
  let start = 0;
  /** The last part outside of reasoning that says something. */
  let before: Part | null = null;
  for (const { kind, start: from, end } of reasoningMarks(text)) {
    if (kind === 'open' && reasoning !== 'open') {
      before = spoken(text, start, from) ?? before;
      reasoning = 'open';
    } else if (kind === 'close') {
      // What stands before a closing tag alone was reasoning too.
      if (reasoning !== 'open') before = null;
      reasoning = 'closed';
      start = end;
    } else if (kind === 'end' && reasoning === 'closed') {
      before = spoken(text, start, from) ?? before;
      start = end;
    }
  }
  const rest: Part = [reasoning === 'open' ? text.length : start, text.length];
  const [from, to] = spoken(text, ...rest) ?? before ?? rest;
  return { answer: text.slice(from, to), start: from, reasoning };
};

type Part = readonly [start: number, end: number];

/** A part of a text, unless it is blank. */
const spoken = (text: string, start: number, end: number): Part | null =>
  /\S/.test(text.slice(start, end)) ? [start, end] : null;

/** A completion without its reasoning, as `splitReasoning` takes it. */
export const withoutReasoning = (text: string): string => splitReasoning(text).answer;

/** Why there is no answer, with what the reasoning has to do with it. */
export const behindReasoning = (why: string, { answer, reasoning }: SplitText): string => {
  if (reasoning === 'none') return why;
  const nothing = answer.trim() === '';
  if (reasoning === 'open')
    return nothing ? 'the reasoning was never closed' : `${why}, and the reasoning was never closed`;
  return nothing ? 'nothing stands behind the reasoning' : `${why}, behind the reasoning`;
};
