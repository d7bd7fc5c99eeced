import type { Benchmark, Generation } from '../../src/core/index.ts';
import { json } from '../../src/dataset/index.ts';
import { cotGraders, potGraders } from './graders.ts';
import { cotPrompt, potPrompt, potPrompt2404 } from './prompts.ts';
import { answerTypes, sampleOf, type TheoremqaSample } from './sample.ts';
import { theoremqaFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: ['Question:'] };

const cot = (title: string) => ({
  title,
  generation: greedy,
  prompt: cotPrompt,
  headline: 'strict',
  graders: cotGraders,
});

const pot = (title: string, prompt: typeof potPrompt, executeTags: boolean) => ({
  title,
  generation: greedy,
  prompt,
  headline: 'strict',
  graders: potGraders({ executeTags }),
});

export const theoremqa: Benchmark<TheoremqaSample> = {
  id: 'theoremqa',
  title: 'TheoremQA',
  domain: 'math',
  version: 1,
  dataset: json(theoremqaFile, 800),
  sample: sampleOf,
  groupOrder: { type: answerTypes },
  protocols: {
    cot: cot("step by step, answer in \\boxed{}, in the Eurus scripts' words: nothing had to be corrected"),
    pot: pot("Python code, forms of answers named, in the Eurus scripts' words", potPrompt, true),
    'cot@eurus': cot('step by step, exactly as the Eurus scripts ask today'),
    'pot@eurus': pot('Python code, exactly as the Eurus scripts ask today', potPrompt, true),
    'cot@eurus-2404': cot('step by step, as the scripts of April 2024 ask: the same words as today'),
    'pot@eurus-2404': pot(
      'Python code, as the scripts of April 2024 ask: tool and forms as system message',
      potPrompt2404,
      false,
    ),
  },
};
