import { exactPattern, isIn } from '../text/pattern.ts';
import { space } from '../text/python.ts';
import type { Kind } from './given.ts';

const numberPlaceholders: Kind = given => {
  const wanted = given.count('num_placeholders');
  return text => countPlaceholders(text) >= wanted;
};

/** Brackets that close in the line they open in; what opens inside one is part of it. */
const countPlaceholders = (text: string): number => {
  let count = 0;
  let open = false;
  for (const sign of text) {
    if (sign === '[') open = true;
    else if (sign === '\n') open = false;
    else if (sign === ']') {
      if (open) count += 1;
      open = false;
    }
  }
  return count;
};

const spaced: Readonly<Record<string, RegExp>> = {
  'P.P.S': new RegExp(`p\\.${space}?p\\.${space}?s`, 'u'),
  'P.S.': new RegExp(`p\\.${space}?s\\.`, 'u'),
};

const postscript: Kind = given => {
  const marker = given.text('postscript_marker');
  const pattern = spaced[marker] ?? exactPattern(marker.toLowerCase());
  return text => isIn(text.toLowerCase(), pattern);
};

export const detectableContent: Readonly<Record<string, Kind>> = {
  number_placeholders: numberPlaceholders,
  postscript,
};
