import { pythonStrip } from '../../../src/core/index.ts';
import { stripSigns } from '../text/python.ts';
import type { Kind } from './given.ts';

const endChecker: Kind = given => {
  const phrase = pythonStrip(given.text('end_phrase')).toLowerCase();
  return text => stripSigns(pythonStrip(text), '"').toLowerCase().endsWith(phrase);
};

const quotation: Kind = () => text => {
  const trimmed = pythonStrip(text);
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
};

export const startend: Readonly<Record<string, Kind>> = { end_checker: endChecker, quotation };
