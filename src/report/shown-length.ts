import { stripVTControlCharacters } from 'node:util';
import { lengthOf } from './plain.ts';

/** Length in characters of text that carries styles of ours. */
export const shownLength = (text: string): number => lengthOf(stripVTControlCharacters(text));
