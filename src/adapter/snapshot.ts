import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Prompt, Sample } from '../core/index.ts';

/** By protocol: the sample that was asked and the prompt word by word. */
export type PromptSnapshot = Readonly<Record<string, { readonly id: string; readonly prompt: Prompt }>>;

/** Where an adapter's folder keeps it. */
export const snapshotPath = (folder: string): string => join(folder, 'prompts.snapshot.json');

/** What every protocol asks for the first sample. */
export const promptSnapshot = (
  benchmark: Benchmark,
  sample: Sample,
  shots: readonly Sample[],
): PromptSnapshot =>
  Object.fromEntries(
    Object.entries(benchmark.protocols).map(([name, protocol]) => [
      name,
      { id: sample.id, prompt: protocol.prompt(sample, shots.slice(0, protocol.shots ?? 0)) },
    ]),
  );

/** The snapshot as it is kept in the adapter's folder. */
export const snapshotText = (snapshot: PromptSnapshot): string => `${JSON.stringify(snapshot, null, 2)}\n`;

/** The text of the kept snapshot; null when there is none. */
export const keptSnapshot = (folder: string): string | null => {
  const path = snapshotPath(folder);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};

/** The protocols whose prompt is not the one that was kept; those that are new or gone among them. */
export const changedPrompts = (kept: string, snapshot: PromptSnapshot): readonly string[] => {
  let before: unknown = null;
  try {
    before = JSON.parse(kept);
  } catch {
    return Object.keys(snapshot);
  }
  const old = (typeof before === 'object' && before !== null ? before : {}) as Record<string, unknown>;
  const names = [...new Set([...Object.keys(old), ...Object.keys(snapshot)])];
  return names.filter(name => JSON.stringify(old[name]) !== JSON.stringify(snapshot[name]));
};
