import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Completion, encodeCompletion, type Key } from '../src/core/index.ts';
import { addressOf } from '../src/core/key.ts';
import { dataDirectory } from '../src/dataset/index.ts';
import type { Task } from '../src/run/index.ts';
import { completionsPath } from '../src/run/layout.ts';
import { benchmarkIdentity, mergeManifest, writeManifest } from '../src/run/manifest.ts';
import { type PlannedTask, planTasks } from '../src/run/plan.ts';
import { everything } from '../src/run/task.ts';
import { suiteAnswer, suiteLogprobs } from './suite-answers.ts';

/** What was written of one task. */
export type RecordedTask = {
  /** `gsm8k.cot` */
  readonly name: string;
  readonly task: Task;
  readonly answers: number;
  /** Programs among them that never end. */
  readonly endless: number;
  /** Keys of the answers that have to be judged correct. */
  readonly right: ReadonlySet<Key>;
};

/** Writes a run directory with an answer to every sample of the tasks, as if a model had been asked. */
export const writeRecordedRun = async (
  tasks: readonly Task[],
  { data, directory }: { readonly data: string; readonly directory: string },
): Promise<readonly RecordedTask[]> => {
  const source = dataDirectory(data);
  const planned = await planTasks(tasks, source, everything, {});
  const recorded: RecordedTask[] = [];
  for (const one of planned) recorded.push(await writeCompletions(one, directory));
  const manifest = mergeManifest(
    null,
    {
      version: 'bench',
      identity: {
        backend: 'recorded',
        model: 'made-up',
        endpoint: 'recorded:',
        api: 'replay',
        settings: {},
        system: null,
        seed: null,
      },
      benchmarks: Object.fromEntries(planned.map(one => [one.name, benchmarkIdentity(one, source, 'none')])),
      planned,
      selection: everything,
    },
    directory,
  );
  await writeManifest(directory, manifest);
  return recorded;
};

const writeCompletions = async (
  { task, name, samples }: PlannedTask,
  directory: string,
): Promise<RecordedTask> => {
  const path = completionsPath(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path);
  const right = new Set<Key>();
  let endless = 0;
  for (const [at, sample] of samples.entries()) {
    const answer = suiteAnswer(task, samples, at);
    const address = addressOf(task.benchmark.id, task.protocolName, sample.id, 0);
    const logprobs = suiteLogprobs(task, sample, answer.right);
    const completion: Completion = {
      ...address,
      promptSha256: null,
      text: answer.text,
      reasoning: null,
      finishReason: 'stop',
      usage: { inputTokens: null, outputTokens: Math.ceil(answer.text.length / 4), reasoningTokens: null },
      latencyMs: null,
      model: 'made-up',
      error: null,
      prefill: null,
      form: 'chat',
      ...(logprobs === null ? {} : { logprobs }),
    };
    if (answer.right) right.add(address.key);
    if (answer.endless) endless += 1;
    if (!file.write(`${JSON.stringify(encodeCompletion(completion))}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return { name, task, answers: samples.length, endless, right };
};
