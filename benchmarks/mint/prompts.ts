import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import type { MintSample } from './sample.ts';
import { toolDescription } from './texts.ts';

/** The numbers an episode may use up. */
export type Budget = { readonly steps: number; readonly proposals: number };

/** One proposal where there is one step, else two: the configurations of the recorded episodes. */
export const budgetOf = (steps: number): Budget => ({ steps, proposals: steps === 1 ? 1 : 2 });

/** The first turn: the benchmark's template with its places filled. */
export const mintPrompt =
  ({ steps, proposals }: Budget, { tool }: { readonly tool: boolean }) =>
  ({ texts, input, groups }: MintSample): ChatPrompt => {
    const fillings: ReadonlyMap<string, string> = new Map([
      ['max_total_steps', String(steps)],
      ['max_propose_solution', String(proposals)],
      ['tool_desc', tool && groups?.split === 'math' ? toolDescription : ''],
      ['in_context_example', texts.example],
      ['task_prompt', `Task:\n${input}`],
    ]);
    return userTurn(texts.template.replace(/\{(\w+)\}/g, (place, name) => fillings.get(name) ?? place));
  };
