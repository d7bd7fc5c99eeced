import { type ChatPrompt, userTurn } from './prompt.ts';

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).join(', ');

const start = numbers(1, 12);

/**
 * A question that shows whether a server goes on from a started answer: what is started ends without its comma, so that
 * only a true continuation begins with one. Small models can count, too.
 */
export const countingPrompt: ChatPrompt = userTurn(
  'Count from 1 to 30. Write only the numbers, on one line, separated by commas.',
  start,
);

/** Fewer tokens than the start has: an answer that holds all of it can only have been sent back. */
export const countingTokens = 16;

/** Most that so few tokens add to the start, in characters. */
const maxAdded = 40;

/** What the answer showed; `anew` also for one that counts on in a message of its own. */
export type Counting = 'continued' | 'echoed' | 'anew' | 'unclear';

/** Whether an answer to a started count goes on from the start, sends it back, or begins anew. */
export const readCounting = (text: string, reasoning: string | null): Counting => {
  const said = text.trim();
  if (/^,\s*13\b/.test(said)) return 'continued';
  if (said.startsWith(start)) {
    const rest = said.slice(start.length);
    // More than the limit allows: the server does not keep it, and the text may be anybody's.
    return rest.length <= maxAdded && /^,\s*13\b/.test(rest) ? 'echoed' : 'unclear';
  }
  if (/^[\p{L}\p{N}`*<]/u.test(said)) return 'anew';
  return said === '' && reasoning !== null && reasoning !== '' ? 'anew' : 'unclear';
};
