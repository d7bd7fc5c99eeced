import type { Backend, BenchmarkIdentity, Cell, Manifest, PrefillWay } from '../../core/index.ts';
import type { PlannedTask } from '../plan.ts';
import { prefillOf } from '../prompt.ts';
import type { StartDecision } from './check.ts';

/** A manifest after it was found what the server does with the start of a task's answers. */
export const withStarts = (manifest: Manifest, decisions: readonly StartDecision[]): Manifest => ({
  ...manifest,
  benchmarks: {
    ...manifest.benchmarks,
    ...Object.fromEntries(
      decisions.flatMap(({ name, way, found, tried }) => {
        const identity = manifest.benchmarks[name];
        if (identity === undefined) return [];
        return [[name, { ...identity, prefill: way, prefill_found: found, prefill_tried: tried }]];
      }),
    ),
  },
});

/**
 * What an earlier command on the directory found stands for a later one, as long as that would ask in a way that was
 * tried or is in use.
 */
export const adoptFound = (
  before: Manifest | null,
  now: Readonly<Record<string, BenchmarkIdentity>>,
): Record<string, BenchmarkIdentity> =>
  Object.fromEntries(
    Object.entries(now).map(([name, identity]) => {
      const known =
        before !== null && Object.hasOwn(before.benchmarks, name) ? before.benchmarks[name] : undefined;
      if (known?.prefill_found === undefined || identity.prefill === null) return [name, identity];
      const { prefill, prefill_found, prefill_tried = [] } = known;
      const same = identity.prefill === prefill || prefill_tried.includes(identity.prefill);
      return [name, same ? { ...identity, prefill, prefill_found, prefill_tried } : identity];
    }),
  );

/** How the tasks of a manifest are asked where that is not the backend's own way. */
export const waysIn = (
  { benchmarks }: Manifest,
  { prefill }: Pick<Backend, 'prefill'>,
): ReadonlyMap<string, PrefillWay> =>
  new Map(
    Object.entries(benchmarks).flatMap(([name, identity]) =>
      identity.prefill_found === undefined || identity.prefill === null || identity.prefill === prefill
        ? []
        : [[name, identity.prefill as PrefillWay] as const],
    ),
  );

/** Cells of tasks that were asked without the start of their answers say so. */
export const markStarts = (cells: readonly Cell[], { identity, benchmarks }: Manifest): readonly Cell[] =>
  cells.map(cell => {
    const name = `${cell.benchmark}.${cell.protocol}`;
    const asked = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
    // Recorded answers keep the start that they were asked with.
    if (asked?.prefill !== 'none' || identity.api === 'replay') return cell;
    return { ...cell, start: asked.prefill_found === undefined ? 'left-out' : 'not-continued' };
  });

/** Lines about the starts of answers that a user should see. */
export const startWarnings = (planned: readonly PlannedTask[], manifest: Manifest): readonly string[] =>
  planned.flatMap(task => {
    const identity = manifest.benchmarks[task.name];
    if (identity === undefined || manifest.identity.api === 'replay') return [];
    if (prefillOf(task, 'none') === null) return [];
    const without = 'so it was asked without its start';
    if (identity.prefill === 'none') {
      switch (identity.prefill_found) {
        case undefined:
          return [`${task.name}: the server cannot continue a started answer, ${without}`];
        case 'refused':
          return [`${task.name}: the server refuses a started answer, ${without}`];
        case 'ignored':
          return [`${task.name}: the server takes no notice of a started answer, ${without}`];
        default:
          return [`${task.name}: the server begins a started answer anew, ${without}`];
      }
    }
    if (identity.prefill_found !== 'unclear') return [];
    return [`${task.name}: the first answers do not show whether the server continues a started answer`];
  });

/** How what was found just now is told where it is no warning. */
export const startNotes = (decisions: readonly StartDecision[]): readonly string[] =>
  decisions.flatMap(({ name, found, held }) => {
    const first = held.length === 1 ? 'the first answer' : `the first ${held.length} answers`;
    if (found === 'continued')
      return [`${name}: the server continues the started answer, as ${first} showed`];
    if (found === 'echoed') {
      return [`${name}: the server sends the start of the answer back, as ${first} showed; it counts once`];
    }
    return [];
  });
