import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { findBenchmark } from '../../benchmarks/index.ts';
import { sampleDirectory } from '../../src/dataset/index.ts';
import type { Answer } from '../../src/scripted/index.ts';
import { projectRoot } from './requires.ts';

/** Benchmarks with rows of our own, of which each question is asked many times. */
export const questionIds = ['gsm8k', 'svamp', 'asdiv'] as const;

export const questionData = () => sampleDirectory(join(projectRoot, 'benchmarks'));

/**
 * A model that answers each question rightly with some seeds and wrongly or not at all with others: by question and
 * seed alone, so that it says the same however often and in whatever order it is asked.
 */
export const createSeededModel = async (): Promise<Answer> => {
  const targets = new Map<string, string>();
  for (const id of questionIds) {
    const benchmark = findBenchmark(id);
    if (benchmark === undefined) throw new Error(`there is no benchmark ${id}`);
    for await (const row of benchmark.dataset.rows(questionData())) {
      const { input, target } = benchmark.sample(row);
      targets.set(input.trim(), String(target));
    }
  }
  return ({ lastUserText, seed }) => {
    const input = [...targets.keys()]
      .filter(one => lastUserText.includes(one))
      .sort((a, b) => b.length - a.length)[0];
    if (input === undefined) return { status: 400, body: { error: { message: 'a question of nobody' } } };
    const chance = createHash('sha256').update(`${seed} ${input}`).digest().readUInt32BE() / 2 ** 32;
    if (chance < 0.6) return `Step by step this makes $\\boxed{${targets.get(input)}}$ (${seed}).`;
    return chance < 0.9 ? `It must be $\\boxed{-123456789}$ (${seed}).` : 'I would rather not say.';
  };
};
