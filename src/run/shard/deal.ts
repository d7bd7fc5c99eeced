import { sha256 } from '../canonical.ts';
import type { PlannedTask } from '../plan.ts';

/** The shard of each sample, from 0, in the order of `samples`; one list a task. */
export type Deal = readonly Uint32Array[];

/** What is dealt: names and samples of tasks. */
export type Dealt = Pick<PlannedTask, 'name' | 'samples'>;

/**
 * Deals samples to `count` shards like cards: tasks by name, the samples of one in the order of the SHA-256 of
 * `<task>/<id>`, one shard after the other, the next task where the last one ended. So shards differ by one sample at
 * most, in all and in each task, and neither the order of the data nor that of the command line matters.
 */
export const dealByHash = (tasks: readonly Dealt[], count: number): Deal => {
  const deal = tasks.map(({ samples }) => new Uint32Array(samples.length));
  let next = 0;
  for (const { place } of byName(tasks)) {
    const { name, samples } = tasks[place] as Dealt;
    for (const { index } of byHash(name, samples)) {
      (deal[place] as Uint32Array)[index] = next;
      next = (next + 1) % count;
    }
  }
  return deal;
};

const byName = (tasks: readonly Dealt[]): readonly { readonly place: number }[] =>
  tasks
    .map(({ name }, place) => ({ name, place }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const byHash = (
  name: string,
  samples: Dealt['samples'],
): readonly { readonly hash: string; readonly index: number }[] =>
  samples
    .map(({ id }, index) => ({ hash: sampleHash(name, id), index }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));

/** Orders samples in a way that has nothing to do with what they are. */
export const sampleHash = (name: string, id: string): string => sha256(`${name}/${id}`);
