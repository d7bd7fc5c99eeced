import type { Extraction, Finder } from '../core/index.ts';
import { behindReasoning, splitReasoning } from './reasoning.ts';

/** Looks for the answer behind the model's reasoning only. Spans count from the start of the whole text. */
export const afterReasoning =
  (finder: Finder): Finder =>
  (text): Extraction => {
    const split = splitReasoning(text);
    const extraction = finder(split.answer);
    if (!extraction.found) return { found: false, why: behindReasoning(extraction.why, split) };
    if (extraction.span === undefined) return extraction;
    const [from, to] = extraction.span;
    return { ...extraction, span: [split.start + from, split.start + to] };
  };
