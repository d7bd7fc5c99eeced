import {
  type Address,
  addressOf,
  type DataSource,
  EurusError,
  type Generation,
  type Prompt,
} from '../core/index.ts';
import { planTasks } from './plan.ts';
import { promptFor } from './prompt.ts';
import { everything, type Task } from './task.ts';

export type AskedPrompt = {
  readonly address: Address;
  /** With its prefill: a backend that cannot do this is given the prompt without it. */
  readonly prompt: Prompt;
  readonly generation: Generation;
};

/**
 * The prompt of one sample (the first when `id` is null), trial 0.
 * @throws EurusError `UNKNOWN_NAME` for an id that is not there
 */
export const promptOf = async (options: {
  readonly task: Task;
  readonly data: DataSource;
  readonly id: string | null;
  readonly system: string | null;
  readonly overrides: Partial<Generation>;
}): Promise<AskedPrompt> => {
  const { task, data, id, system, overrides } = options;
  const selection = { ...everything, ids: id === null ? null : [id] };
  const [planned] = await planTasks([task], data, selection, overrides);
  const sample = planned?.samples[0];
  if (planned === undefined || sample === undefined) {
    throw new EurusError('UNKNOWN_NAME', `${task.benchmark.id} has no sample "${id}"`);
  }
  return {
    address: addressOf(task.benchmark.id, task.protocolName, sample.id, 0),
    prompt: promptFor(planned, sample, { system, prefill: 'assistant-message' }),
    generation: planned.generation,
  };
};
