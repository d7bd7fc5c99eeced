import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, CompletionForm, Sample, VerdictName } from '../../src/core/index.ts';
import { sampleDirectory } from '../../src/dataset/index.ts';
import { projectRoot } from '../support/requires.ts';

/** The folder of a benchmark. */
export const folderOf = (benchmark: Benchmark): string => join(projectRoot, 'benchmarks', benchmark.id);

/** A completion of our own with the verdict every grader must give it. */
export type GoldenCase = {
  readonly case: string;
  readonly protocols: readonly string[];
  /** Of a sample that the package ships. */
  readonly id: string;
  readonly text: string;
  readonly prefill?: string;
  readonly form?: CompletionForm;
  /** Of the first token, in any shape that `readFirstToken` knows. */
  readonly logprobs?: unknown;
  readonly verdicts: Readonly<Record<string, VerdictName>>;
};

export const goldenCases = (benchmark: Benchmark): readonly GoldenCase[] =>
  readFileSync(join(folderOf(benchmark), 'golden.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as GoldenCase);

const shipped = sampleDirectory(join(projectRoot, 'benchmarks'));

/** The samples that the package ships, by id. */
export const shippedSamples = async (benchmark: Benchmark): Promise<ReadonlyMap<string, Sample>> => {
  const samples = new Map<string, Sample>();
  for await (const row of benchmark.dataset.rows(shipped)) {
    const sample = benchmark.sample(row);
    samples.set(sample.id, sample);
  }
  return samples;
};

/** The first shipped samples of a benchmark's few-shot source. */
export const shippedShots = async (benchmark: Benchmark, count: number): Promise<readonly Sample[]> => {
  const shots: Sample[] = [];
  if (count === 0 || benchmark.shots === undefined) return shots;
  for await (const row of benchmark.shots.rows(shipped)) {
    shots.push(benchmark.sample(row));
    if (shots.length === count) break;
  }
  return shots;
};
