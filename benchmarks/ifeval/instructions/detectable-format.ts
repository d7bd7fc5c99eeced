import { pythonStrip } from '../../../src/core/index.ts';
import { numberedPattern } from '../text/pattern.ts';
import { countMatches, stripSigns } from '../text/python.ts';
import { countBullets } from './bullets.ts';
import type { Kind } from './given.ts';
import { isPythonJson } from './python-json.ts';

const numberBulletLists: Kind = given => {
  const wanted = given.count('num_bullets');
  return text => countBullets(text, '*') + countBullets(text, '-') === wanted;
};

const options = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.'];
const constrainedResponse: Kind = () => text => options.some(option => text.includes(option));

const inStars = /\*[^\n*]*\*/g;
const inDoubleStars = /\*\*[^\n*]*\*\*/g;

const numberHighlightedSections: Kind = given => {
  const wanted = given.count('num_highlights');
  return text => countFilled(text, inStars) + countFilled(text, inDoubleStars) >= wanted;
};

const countFilled = (text: string, pattern: RegExp): number =>
  (text.match(pattern) ?? []).filter(found => pythonStrip(stripSigns(found, '*')) !== '').length;

const multipleSections: Kind = given => {
  const wanted = given.count('num_sections');
  const heading = numberedPattern(given.text('section_spliter'));
  return text => countMatches(text, heading) >= wanted;
};

const fences = ['```json', '```Json', '```JSON', '```'];

const jsonFormat: Kind = () => text => {
  let body = pythonStrip(text);
  for (const fence of fences) if (body.startsWith(fence)) body = body.slice(fence.length);
  if (body.endsWith('```')) body = body.slice(0, -3);
  return isPythonJson(pythonStrip(body));
};

const title: Kind = () => text => text.split('\n').some(hasTitle);

/** From the first `<<` to the last `>>` of a line, with something between that is not blank. */
const hasTitle = (line: string): boolean => {
  const start = line.indexOf('<<');
  const end = line.lastIndexOf('>>');
  if (start === -1 || end < start + 3) return false;
  const inner = line.slice(start, end).replace(/^<+/, '');
  return pythonStrip(withoutLast(inner, '>')) !== '';
};

const withoutLast = (text: string, sign: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === sign) end -= 1;
  return text.slice(0, end);
};

export const detectableFormat: Readonly<Record<string, Kind>> = {
  number_bullet_lists: numberBulletLists,
  constrained_response: constrainedResponse,
  number_highlighted_sections: numberHighlightedSections,
  multiple_sections: multipleSections,
  json_format: jsonFormat,
  title,
};
