import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import type { IfevalSample } from './sample.ts';

/** The prompt of the data, as the only turn. */
export const barePrompt = ({ input }: IfevalSample): ChatPrompt => userTurn(input);
