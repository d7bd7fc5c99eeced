import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import type { LeetcodeSample } from './sample.ts';

const outline = '\nYou need first write a step-by-step outline and then write the code.';

/** Revision E3: the statement, and the answer's opening fence without its line end. */
export const eurusPrompt = ({ input }: LeetcodeSample): ChatPrompt => userTurn(input, '```python');

/** Revisions E1 and E2: an outline is asked for, which the started block leaves no room for. */
export const eurus2404Prompt = ({ input }: LeetcodeSample): ChatPrompt =>
  userTurn(input + outline, ' ```python\n');

/** DeepSeek's: the statement alone. */
export const officialPrompt = ({ input }: LeetcodeSample): ChatPrompt => userTurn(input);

/** DeepSeek's chain of thought: the same sentence, and room to follow it. */
export const officialCotPrompt = ({ input }: LeetcodeSample): ChatPrompt => userTurn(input + outline);
