import type { Generation, Protocol } from '../../src/core/index.ts';
import { splitReasoning } from '../../src/extract/index.ts';
import { graders, type MintGraderName } from './graders.ts';
import { mintInteraction } from './interaction.ts';
import { budgetOf, mintPrompt } from './prompts.ts';
import type { MintSample } from './sample.ts';
import { stops } from './texts.ts';
import { wikipediaStub } from './wikipedia.ts';

const greedy: Generation = { maxTokens: 512, temperature: 0, topP: 1, stop: stops };

/** The number of turns of the paper's tables. */
const paperSteps = 5;

type Profile = {
  readonly title: string;
  /** Whether the search tool is there: described and defined. */
  readonly tool: boolean;
  /** The environment's judge is the headline too. */
  readonly headline: MintGraderName;
  /** What of a reply counts, and stays in the dialogue; all of it when absent, as published. */
  readonly said?: (reply: string) => string;
};

const behindReasoning = (reply: string): string => splitReasoning(reply).answer;

/** A profile with a number of turns, which the prompt names too. */
const withSteps = (profile: Profile, steps: number): Protocol<MintSample> => {
  const { title, tool, headline, said } = profile;
  const budget = budgetOf(steps);
  return {
    title: `${title}; ${steps === 1 ? 'one turn' : `up to ${steps} turns`}`,
    generation: greedy,
    prompt: mintPrompt(budget, { tool }),
    interaction: mintInteraction(budget, tool ? [wikipediaStub] : [], headline, said),
    withTurns: maxSteps => withSteps(profile, maxSteps),
    headline,
    graders,
  };
};

export const mintProtocols = {
  interact: withSteps(
    {
      title: "the benchmark's template and worked episodes, a Python session, no search tool",
      tool: false,
      headline: 'strict',
      said: behindReasoning,
    },
    paperSteps,
  ),
  'interact@mint': withSteps(
    {
      title: 'the same with its search tool, which says offline that it cannot search',
      tool: true,
      headline: 'mint-2403',
    },
    paperSteps,
  ),
  'interact@mint-eurus': withSteps(
    {
      title: 'as the Eurus models were asked: no search tool, judged as in March 2024',
      tool: false,
      headline: 'mint-2403',
    },
    paperSteps,
  ),
} as const satisfies Readonly<Record<string, Protocol<MintSample>>>;
