import katex from 'katex';
import { addStyles } from './styles.ts';

/**
 * Sets a formula into an element. Nothing in it can reach outside: no links, pictures or classes of its own, and what it
 * may expand to and how large it may become is bounded.
 * @returns why it could not be read, else null
 */
export const setFormula = (tex: string, display: boolean, place: HTMLElement): string | null => {
  addStyles('katex.css');
  try {
    katex.render(tex, place, {
      displayMode: display,
      output: 'html',
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 500,
      maxSize: 20,
    });
    return null;
  } catch (error) {
    place.replaceChildren();
    return error instanceof Error ? error.message.slice(0, 300) : 'not readable';
  }
};
