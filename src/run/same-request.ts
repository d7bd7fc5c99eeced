import type { Backend, Completion } from '../core/index.ts';
import type { CritiqueIdentity } from './episode/critic.ts';
import { interactionIdentity } from './episode/identity.ts';
import { mismatch } from './mismatch.ts';
import type { PlannedTask } from './plan.ts';
import { type PromptSettings, promptFor, wayOf } from './prompt.ts';
import { type Asked, type NamedPrompt, namePrompt, requestSha256 } from './request-key.ts';

/** How a command would ask now. */
export type Asks = {
  readonly backend: Asked;
  readonly prompts: PromptSettings;
  /** Sampling seed of trial 0; trial t has seed + t. */
  readonly seed: number | null;
  /** Who comments on turns; absent where nobody does. */
  readonly critique?: CritiqueIdentity | undefined;
};

/**
 * What the requests of completions that are there are compared with; null for recorded answers, which may have been
 * given to other requests.
 */
export const comparedRequests = (
  backend: Backend,
  prompts: PromptSettings,
  seed: number | null,
  critique?: CritiqueIdentity,
): Asks | null => (backend.api === 'replay' ? null : { backend, prompts, seed, critique });

/** Names the prompts of a task; writes and hashes each once. */
export const promptNamer = (planned: PlannedTask, { prompts, critique }: Omit<Asks, 'backend' | 'seed'>) => {
  const known = new Map<string, NamedPrompt>();
  const interaction = interactionIdentity(planned.task.protocol, critique);
  const way = wayOf(planned.name, prompts);
  return (id: string): NamedPrompt | null => {
    const sample = planned.samples[planned.indexOf.get(id) ?? -1];
    if (sample === undefined) return null;
    const named = known.get(id) ?? namePrompt(promptFor(planned, sample, prompts), way, interaction);
    known.set(id, named);
    return named;
  };
};

/**
 * Compares the request that a completion answered with the one that would be sent now. Records of earlier versions
 * name their prompt only, recorded outputs nothing.
 * @returns a function that throws EurusError `RUN_MISMATCH`, naming what differs
 */
export const requestChecker = (planned: PlannedTask, asks: Asks, directory: string) => {
  const nameOf = promptNamer(planned, asks);
  return ({ key, id, trial, promptSha256, requestSha256: before }: Completion): void => {
    const prompt = nameOf(id);
    if (promptSha256 === null || prompt === null) return;
    if (promptSha256 !== prompt.sha256) {
      throw mismatch(directory, [{ field: 'prompt', of: key, before: promptSha256, now: prompt.sha256 }]);
    }
    if (before === undefined) return;
    const seed = asks.seed === null ? null : asks.seed + trial;
    const now = requestSha256(asks.backend, prompt, { generation: planned.generation, seed, trial });
    if (before !== now) throw mismatch(directory, [{ field: 'request', of: key, before, now }]);
  };
};
