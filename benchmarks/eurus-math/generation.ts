import type { Generation } from '../../src/core/index.ts';

/** Chain of thought in every revision of the Eurus scripts. */
export const cotGeneration: Generation = {
  maxTokens: 1024,
  temperature: 0,
  topP: 1,
  stop: ['\n###\nProblem: '],
};

/** Program of thought: twice as long. */
export const potGeneration: Generation = { ...cotGeneration, maxTokens: 2048 };
