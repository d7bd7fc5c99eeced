import { oneLine } from '../core/index.ts';

/** Longest piece of somebody's text that an error quotes, in characters. */
const maxQuoted = 200;

/** Text of others as it may stand in a message: one line, short, and nothing in it acts on a terminal. */
export const visible = (text: string): string => oneLine(text, maxQuoted);

/** The same in quotation marks. */
export const quoted = (text: string): string => `"${visible(text)}"`;
