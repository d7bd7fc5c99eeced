import { join } from 'node:path';
import { type GoldenCase, goldenCasesIn } from '../../src/adapter/index.ts';
import type { Benchmark, Sample } from '../../src/core/index.ts';
import { sampleDirectory } from '../../src/dataset/index.ts';
import { projectRoot } from '../support/requires.ts';

/** The folder of a benchmark. */
export const folderOf = (benchmark: Benchmark): string => join(projectRoot, 'benchmarks', benchmark.id);

export const goldenCases = (benchmark: Benchmark): readonly GoldenCase[] =>
  goldenCasesIn(folderOf(benchmark));

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
