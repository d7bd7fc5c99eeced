import { join } from 'node:path';
import { type GoldenCase, goldenCasesIn } from '../../src/adapter/index.ts';
import type { Benchmark, DataSource, Sample } from '../../src/core/index.ts';
import { dataDirectory as dataSource, sampleDirectory } from '../../src/dataset/index.ts';
import { completionOf, executionOf } from '../score/support.ts';
import { dataDirectory, projectRoot } from '../support/requires.ts';

/** The folder of a benchmark. */
export const folderOf = (benchmark: Benchmark): string => join(projectRoot, 'benchmarks', benchmark.id);

export const goldenCases = (benchmark: Benchmark): readonly GoldenCase[] =>
  goldenCasesIn(folderOf(benchmark));

const shipped = sampleDirectory(join(projectRoot, 'benchmarks'));

/** The samples that the package ships, by id. */
export const shippedSamples = (benchmark: Benchmark): Promise<ReadonlyMap<string, Sample>> =>
  samplesIn(benchmark, shipped);

/** The samples of a benchmark's whole data, by id. */
export const allSamples = <S extends Sample>(benchmark: Benchmark<S>): Promise<ReadonlyMap<string, S>> =>
  samplesIn(benchmark, dataSource(dataDirectory));

const samplesIn = async <S extends Sample>(
  benchmark: Benchmark<S>,
  data: DataSource,
): Promise<ReadonlyMap<string, S>> => {
  const samples = new Map<string, S>();
  for await (const row of benchmark.dataset.rows(data)) {
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

/** Grader and sample where a gold is not `correct` though an answer gives it in a box, or a program prints it. */
export const refusedGolds = async <S extends Sample>(
  benchmark: Benchmark<S>,
  samples: Iterable<S>,
): Promise<readonly string[]> => {
  const refused: string[] = [];
  for (const sample of samples) {
    const stdout = `${sample.target}\n`;
    const printed = executionOf({ stdout, cells: [{ stdout, raised: false }] });
    for (const [protocol, text] of [
      ['cot', `\\boxed{${sample.target}}`],
      ['pot', '```python\nanswer\n```'],
    ] as const) {
      const completion = completionOf(text);
      for (const [grader, { extract, score }] of Object.entries(
        benchmark.protocols[protocol]?.graders ?? {},
      )) {
        const extraction = extract(completion, sample);
        const { verdict } = await score({ sample, completion, extraction }, async () => printed);
        if (verdict !== 'correct') refused.push(`${protocol} ${grader} ${sample.id}: ${verdict}`);
      }
    }
  }
  return refused;
};
