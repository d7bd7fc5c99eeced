import { addressOf, type GenerateRequest, type Sample } from '../core/index.ts';
import type { PlannedTask } from './plan.ts';
import { type PromptSettings, promptFor, wayOf } from './prompt.ts';

/**
 * The request of one trial.
 * @param seed of trial 0; trial t has `seed + t`
 */
export const requestFor = (
  planned: PlannedTask,
  sample: Sample,
  trial: number,
  prompts: PromptSettings,
  seed: number | null,
): GenerateRequest => ({
  ...addressOf(planned.task.benchmark.id, planned.task.protocolName, sample.id, trial),
  prompt: promptFor(planned, sample, prompts),
  generation: planned.generation,
  seed: seed === null ? null : seed + trial,
  ...(prompts.ways?.has(planned.name) ? { prefillWay: wayOf(planned.name, prompts) } : {}),
});
