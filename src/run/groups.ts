import type { Backend, Sample } from '../core/index.ts';
import type { RateGate } from './rate/gate.ts';
import type { TrialTable } from './trials.ts';

/** A trial that has no completion. */
export type Missing<Lane> = {
  readonly lane: Lane;
  readonly slot: number;
  readonly sample: Sample;
  readonly trial: number;
};

/** Trials of one sample stand together, so that servers can share the prompt's prefix. */
export function* missingTrials<Lane extends { readonly table: TrialTable }>(
  lanes: readonly Lane[],
): Generator<Missing<Lane>, void, undefined> {
  for (const lane of lanes) {
    const { table } = lane;
    for (const [index, sample] of table.planned.samples.entries()) {
      for (let trial = 0; trial < table.trials; trial += 1) {
        const slot = index * table.trials + trial;
        if (table.completions[slot] === 0) yield { lane, slot, sample, trial };
      }
    }
  }
}

/** Missing trials, cut into what one request asks for. */
export type Groups<Lane> = {
  /** True when none is left. */
  done(): boolean;
  /** Trials of one sample, at least one; the first had leave to start. */
  next(): readonly Missing<Lane>[];
};

type Wish = {
  readonly backend: Backend;
  readonly gate: Pick<RateGate, 'widest'>;
  readonly seed: number | null;
  readonly mayAlsoStart?: (() => boolean) | undefined;
};

/** A larger part of the window might find no room for long, while places stay empty. */
const windowParts = 4;

/**
 * Several trials go together where the server draws them from one request, up to a quarter of the window. With a seed each
 * trial has one of its own, and greedy answers are not drawn: those go alone.
 */
export const createGroups = <Lane extends { readonly table: TrialTable }>(
  items: Iterator<Missing<Lane>, void, undefined>,
  { backend, gate, seed, mayAlsoStart }: Wish,
): Groups<Lane> => {
  let ahead = items.next();
  const most = ({ lane }: Missing<Lane>): number => {
    if (lane.table.planned.task.protocol.interaction !== undefined) return 1;
    const drawn = seed === null && lane.table.planned.generation.temperature > 0;
    return drawn ? Math.min(backend.trialsTogether?.most() ?? 1, Math.floor(gate.widest() / windowParts)) : 1;
  };
  return {
    done: () => ahead.done === true,
    next: () => {
      const group: Missing<Lane>[] = [];
      while (!ahead.done) {
        const item = ahead.value;
        const [first] = group;
        if (first !== undefined) {
          if (item.lane !== first.lane || item.sample !== first.sample) break;
          if (group.length >= most(first) || mayAlsoStart?.() === false) break;
        }
        group.push(item);
        ahead = items.next();
      }
      return group;
    },
  };
};
