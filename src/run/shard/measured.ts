import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCompletion, decodeVerdict, EurusError } from '../../core/index.ts';
import { completionsPath } from '../layout.ts';
import { readManifest } from '../manifest.ts';
import { readRecords, sizeOf } from '../records.ts';
import type { MeasuredCosts } from './shard.ts';

/** A token takes so many milliseconds where no answer of a task says how long it took. */
const msPerToken = 20;

type Took = { answers: number; tokens: number; latencyMs: number; judgingMs: number };

/**
 * What the samples of an earlier run took, whichever model it asked: the tokens of their answers at the run's own speed,
 * so that a slow moment of its server does not count, and the time of judging them. Read line by line; a few numbers a
 * sample are kept.
 * @throws EurusError `USAGE` where the run has no answers, `RECORDS_UNREADABLE` where it is none
 */
export const measuredCosts = async (directory: string): Promise<MeasuredCosts> => {
  const manifest = await readManifest(directory);
  const costs = new Map<string, ReadonlyMap<string, number>>();
  for (const name of Object.keys(manifest?.benchmarks ?? {})) {
    const took = await tookIn(directory, name);
    if (took.size > 0) costs.set(name, costsOf(took));
  }
  if (costs.size > 0) return costs;
  throw new EurusError('USAGE', `--balance-by: ${directory} has no answers to go by.`, {
    hint: 'Name the directory of a run that has some, or use --balance, which reckons.',
  });
};

const tookIn = async (directory: string, name: string): Promise<Map<string, Took>> => {
  const took = new Map<string, Took>();
  const completions = completionsPath(directory, name);
  for await (const completion of readRecords(completions, decodeCompletion, await sizeOf(completions))) {
    if (completion.error !== null) continue;
    const its = took.get(completion.id) ?? { answers: 0, tokens: 0, latencyMs: 0, judgingMs: 0 };
    its.answers += 1;
    its.tokens += completion.usage.outputTokens ?? 0;
    its.latencyMs += completion.latencyMs ?? 0;
    took.set(completion.id, its);
  }
  const folder = join(directory, 'verdicts');
  const files = took.size === 0 ? [] : await readdir(folder).catch((): string[] => []);
  for (const file of files.filter(file => file.startsWith(`${name}.`) && file.endsWith('.jsonl'))) {
    const path = join(folder, file);
    for await (const { id, durationMs, benchmark, protocol } of readRecords(
      path,
      decodeVerdict,
      await sizeOf(path),
    )) {
      const its = took.get(id);
      if (its !== undefined && `${benchmark}.${protocol}` === name) its.judgingMs += durationMs;
    }
  }
  return took;
};

const costsOf = (took: ReadonlyMap<string, Took>): ReadonlyMap<string, number> => {
  const all = { tokens: 0, latencyMs: 0 };
  for (const { tokens, latencyMs } of took.values()) {
    all.tokens += tokens;
    all.latencyMs += latencyMs;
  }
  const speed = all.tokens > 0 && all.latencyMs > 0 ? all.latencyMs / all.tokens : msPerToken;
  const writingMs = ({ tokens, latencyMs }: Took): number => (tokens > 0 ? tokens * speed : latencyMs);
  return new Map(
    [...took].map(([id, its]) => [id, Math.max(1, (writingMs(its) + its.judgingMs) / its.answers)]),
  );
};
