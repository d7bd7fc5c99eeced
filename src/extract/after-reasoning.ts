import type { Extraction, Finder } from '../core/index.ts';
import { withoutReasoning } from './reasoning.ts';

/** Looks for the answer behind the model's reasoning only. Spans count from the start of the whole text. */
export const afterReasoning =
  (finder: Finder): Finder =>
  (text): Extraction => {
    const answer = withoutReasoning(text);
    const extraction = finder(answer);
    if (answer === text) return extraction;
    if (!extraction.found) return { found: false, why: `${extraction.why}, behind the reasoning` };
    if (extraction.span === undefined) return extraction;
    // The part that is left is one slice; where it starts, its end and the tags say.
    const start = text.endsWith(answer) ? text.length - answer.length : text.lastIndexOf(answer);
    const [from, to] = extraction.span;
    return { ...extraction, span: [start + from, start + to] };
  };
