import type { Protocol } from '../../src/core/index.ts';
import { cotGeneration } from '../eurus-math/generation.ts';
import { mathToolPrompt } from '../eurus-math/prompts.ts';
import { eurusProtocols } from '../eurus-math/protocols.ts';
import { programGraders, writtenGraders } from './graders.ts';
import { lmEvalPrompt } from './prompts.ts';

/** Of MATH and of MATH-500, which is a part of it. */
export const protocols: Readonly<Record<string, Protocol>> = {
  ...eurusProtocols({ toolPrompt: mathToolPrompt, cot: writtenGraders, pot: programGraders }),
  'cot@official': {
    title: 'lm-eval hendrycks_math: the bare problem as text to be continued, no examples',
    generation: { ...cotGeneration, stop: ['Problem:'] },
    prompt: lmEvalPrompt,
    headline: 'lm-eval-hendrycks',
    graders: writtenGraders,
  },
};
