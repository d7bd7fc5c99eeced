import { pythonStrip } from '../../../src/core/index.ts';
import type { Kind } from './given.ts';

/** Two different answers with six stars between them; stars before the first or behind the last do no harm. */
const twoResponses: Kind = () => text => {
  const parts = text.split('******').map(pythonStrip);
  if (parts.slice(1, -1).includes('')) return false;
  const [first, second, third] = parts.filter(part => part !== '');
  return first !== undefined && second !== undefined && third === undefined && first !== second;
};

const repeatPrompt: Kind = given => {
  const wanted = pythonStrip(given.text('prompt_to_repeat')).toLowerCase();
  return text => pythonStrip(text).toLowerCase().startsWith(wanted);
};

export const combination: Readonly<Record<string, Kind>> = {
  two_responses: twoResponses,
  repeat_prompt: repeatPrompt,
};
