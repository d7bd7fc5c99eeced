import { addressOf, type Completion, type Verdict } from '../../../src/core/index.ts';
import { openQueue, type QueueOptions } from '../../../src/queue/coordinator.ts';
import { createHalt } from '../../../src/run/halt.ts';
import { everything, type JudgingContext, type PlannedTask, planTasks } from '../../../src/run/index.ts';
import { createProgress } from '../../../src/run/progress.ts';
import { fakeBenchmark, fakeData, fakeTask } from '../../run/fake-parts.ts';

export const testProgram = { version: '1.0.0', code: { form: 'source', graders: 'g', sandbox: 's' } };

/** A completion of the fake benchmark. */
export const completionOf = (index: number, text = `answer ${index}`): Completion => ({
  ...addressOf('fake', 'cot', `s${index}`, 0),
  promptSha256: '0'.repeat(64),
  ...{
    text,
    reasoning: null,
    finishReason: 'stop',
    model: 'fake',
    latencyMs: 1,
    error: null,
    prefill: null,
    form: 'chat',
  },
  usage: { inputTokens: 1, outputTokens: 1, reasoningTokens: null },
});

export type TestRun = {
  readonly planned: PlannedTask;
  readonly verdicts: Verdict[];
  readonly said: string[];
  readonly halt: ReturnType<typeof createHalt>;
  readonly drain: AbortController;
  readonly progress: ReturnType<typeof createProgress>;
  submit(completion: Completion): Promise<void>;
  /** Hands in the first `count` completions and waits for them. */
  judgeAll(count: number): Promise<void>;
  idle(): Promise<void>;
  close(): Promise<void>;
};

export type TestRunOptions = Partial<QueueOptions> & {
  readonly url: string;
  readonly graders?: readonly string[];
  readonly context?: Partial<JudgingContext>;
  /** Takes as long as writing a verdict down does. */
  readonly record?: (verdict: Verdict) => void | Promise<void>;
};

/** A coordinator in this process, to be closed. */
export const openPlainRun = async (options: TestRunOptions): Promise<TestRun> => {
  const { url, graders = ['exact'], context, record, ...queue } = options;
  const [planned] = await planTasks(
    [fakeTask(fakeBenchmark('fake', 5000), graders)],
    fakeData,
    everything,
    {},
  );
  if (planned === undefined) throw new Error('nothing is planned');
  const [verdicts, said]: [Verdict[], string[]] = [[], []];
  const halt = createHalt(undefined);
  const drain = new AbortController();
  const progress = createProgress([planned.name]);
  const open = openQueue({
    ...{ address: { url }, program: testProgram, sandbox: null, patienceMs: 60_000 },
    ...queue,
  });
  const judging = await open({
    ...{
      planned: [planned],
      data: fakeData,
      label: 'test',
      sandbox: null,
      halt,
      drain: drain.signal,
      progress,
    },
    changed: () => {},
    say: line => said.push(line),
    ...context,
  });
  const pool = judging.scoring<null>(async verdict => {
    await record?.(verdict);
    verdicts.push(verdict);
  });
  const submit = (completion: Completion): Promise<void> => {
    const sample = planned.samples[planned.indexOf.get(completion.id) ?? -1];
    if (sample === undefined) throw new Error(`no sample ${completion.id}`);
    return pool.submit({ completion, sample, graders: planned.graders, target: null });
  };
  return {
    ...{ planned, verdicts, said, halt, drain, progress, submit, idle: pool.idle, close: judging.close },
    judgeAll: async count => {
      for (let index = 0; index < count; index += 1) await submit(completionOf(index));
      await pool.idle();
    },
  };
};
