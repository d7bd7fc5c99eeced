import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bbh } from '../../benchmarks/bbh/benchmark.ts';
import { gsm8k } from '../../benchmarks/gsm8k/benchmark.ts';
import type { Benchmark, Sample } from '../../src/core/index.ts';
import {
  boolean,
  jsonlRows,
  jsonRows,
  number,
  openMaybeGzip,
  tarRows,
  text,
} from '../../src/dataset/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { describeWithOutputs, outputsDirectory } from '../support/requires.ts';
import { allSamples } from './support.ts';

const isCorrect = async <S extends Sample>(
  benchmark: Benchmark<S>,
  graderName: string,
  sample: S | undefined,
  answer: string,
): Promise<boolean> => {
  const [protocol] = Object.values(benchmark.protocols);
  const grader = protocol?.graders[graderName];
  if (grader === undefined || sample === undefined) throw new Error(`no grader ${graderName}, or no sample`);
  const completion = completionOf(answer);
  const extraction = grader.extract(completion, sample);
  return (await grader.score({ sample, completion, extraction }, noExecution)).verdict === 'correct';
};

describeWithOutputs('code-davinci-002 on BBH', () => {
  const archive = join(outputsDirectory, 'bbh', 'code-davinci-002-cot.tar.gz');
  const graders = ['bbh-official', 'eurus', 'lm-eval-cot-fewshot'];
  /** By task: the accuracy its authors publish, and what each grader counts. */
  const tasks = new Map<string, { official: number; rows: number; counts: Record<string, number> }>();

  beforeAll(async () => {
    const samples = await allSamples(bbh);
    const member = /([a-z_]+)_few_shot_template_0-255000(_eval_metrics\.jsonl|\.json)$/;
    const rows = tarRows(openMaybeGzip(archive), archive, ({ path, name, chunks }) =>
      path.endsWith('.jsonl') ? jsonlRows(chunks, name) : jsonRows(chunks, name, ['outputs']),
    );
    for await (const row of rows) {
      const [, name = '', kind] = member.exec(row.file) ?? [];
      const task = tasks.get(name) ?? { official: Number.NaN, rows: 0, counts: {} };
      tasks.set(name, task);
      if (kind !== '.json') {
        task.official = number(row, 'accuracy');
        continue;
      }
      task.rows += 1;
      const sample = samples.get(`${name}/${row.index}`);
      for (const grader of graders) {
        const right = await isCorrect(bbh, grader, sample, text(row, 'prediction'));
        task.counts[grader] = (task.counts[grader] ?? 0) + (right ? 1 : 0);
      }
    }
  });

  it('gets its published accuracy from bbh-official in all 27 tasks', () => {
    expect(tasks.size).toBe(27);
    for (const [name, { official, rows, counts }] of tasks) {
      expect((100 * (counts['bbh-official'] ?? 0)) / rows, name).toBeCloseTo(official, 9);
    }
  });

  it('gets the published averages', () => {
    const all = [...tasks.values()];
    const total = all.reduce((sum, { rows }) => sum + rows, 0);
    const micro = (grader: string) =>
      ((100 * all.reduce((sum, { counts }) => sum + (counts[grader] ?? 0), 0)) / total).toFixed(2);
    const macro = all.reduce((sum, { rows, counts }) => sum + (counts['bbh-official'] ?? 0) / rows, 0) / 27;
    expect(total).toBe(6511);
    expect((100 * macro).toFixed(2)).toBe('73.71');
    expect(graders.map(micro)).toEqual(['73.97', '79.27', '73.92']);
  });
});

describeWithOutputs("OpenAI's example models on GSM8K", () => {
  const file = join(outputsDirectory, 'gsm8k', 'example_model_solutions.jsonl.gz');
  const models = {
    '6b_finetuning': 286,
    '6b_verification': 515,
    '175b_finetuning': 458,
    '175b_verification': 742,
  };

  it.each(Object.entries(models))(
    '%s gets its recorded verdict from strict in every row',
    async (model, count) => {
      expect(existsSync(file)).toBe(true);
      const samples = await allSamples(gsm8k);
      const different: number[] = [];
      let [rows, correct] = [0, 0];
      for await (const row of jsonlRows(openMaybeGzip(file), file)) {
        const sample = samples.get(String(row.index));
        const right = await isCorrect(gsm8k, 'strict', sample, text(row, [model, 'solution']));
        if (right !== boolean(row, [model, 'is_correct'])) different.push(row.index);
        rows += 1;
        correct += right ? 1 : 0;
      }
      expect(different).toEqual([]);
      expect([rows, correct]).toEqual([1319, count]);
    },
  );
});
