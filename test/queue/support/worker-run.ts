import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { codeIdentity } from '../../../src/cli/code-identity.ts';
import { withOutside } from '../../../src/cli/outside.ts';
import { tasksNamed } from '../../../src/cli/queue-tasks.ts';
import { version } from '../../../src/cli/version.ts';
import { type Completion, decodeCompletion } from '../../../src/core/index.ts';
import { dataDirectory } from '../../../src/dataset/index.ts';
import { openReceiver, openSender } from '../../../src/queue/bull.ts';
import {
  type Answer,
  decodeAnswer,
  decodeWork,
  encodeWork,
  type WorkItem,
} from '../../../src/queue/messages.ts';
import { verdictQueue, workQueue } from '../../../src/queue/names.ts';
import { announce, type Presence, readWorkers } from '../../../src/queue/registry.ts';
import { type Requirement, requirementOf, type TaskRequirement } from '../../../src/queue/requirement.ts';
import { sampleMarks } from '../../../src/queue/sample-mark.ts';
import { everything, type PlannedTask, planTasks } from '../../../src/run/index.ts';

/** What a run of these tasks requires, with the names that graders are asked by. */
export const plannedOf = async (
  files: readonly string[],
  names: Readonly<Record<string, readonly string[]>>,
  root = '',
): Promise<{ readonly planned: readonly PlannedTask[]; readonly requirement: Requirement }> => {
  const { outside } = await withOutside(files);
  const wanted = Object.entries(names).map(
    ([name, graders]): TaskRequirement => ({
      ...{ name, benchmark_version: 1, data: {}, adapter: null },
      graders: graders.map(grader => ({ name: grader, version: 1 })),
    }),
  );
  const data = dataDirectory(root);
  const planned = await planTasks(tasksNamed(wanted, outside), data, everything, {});
  const program = { version: version(), code: codeIdentity() };
  return { planned, requirement: requirementOf(program, planned, data) };
};

/** A run that a test announces, deals out and collects itself. */
export type FakeRun = {
  readonly id: string;
  readonly answers: readonly Answer[];
  /** A completion of a sample of the first task. */
  item(number: number, sample: string, text: string): WorkItem;
  /** Puts a batch, or anything, into the queue. */
  send(items: readonly WorkItem[] | { readonly raw: unknown }): Promise<string>;
  /** Batches that are in the queue still, taken or not. */
  left(): Promise<number>;
  /** Batches that a worker has taken. */
  taken(): Promise<number>;
  /** Numbers of what is in the batches that wait. */
  leftNumbers(): Promise<readonly (readonly number[])[]>;
  workers(): Promise<readonly Presence[]>;
  /** Stops announcing. */
  end(): Promise<void>;
};

export const fakeRun = async (
  url: string,
  { planned, requirement }: { readonly planned: readonly PlannedTask[]; readonly requirement: Requirement },
  label = 'a run',
): Promise<FakeRun> => {
  const redis = new Redis(url, { maxRetriesPerRequest: null }).on('error', () => {});
  const id = randomUUID();
  const about = { id, label, host: 'there', pid: 1, startedAtMs: Date.now(), requirement, sandbox: null };
  const tell = () =>
    announce(redis, { ...about, out: 0, judged: 0, again: 0, perSecond: 0, planned: 0, done: 0 }).catch(
      () => {},
    );
  await tell();
  const beat = setInterval(() => void tell(), 500);
  const work = await openSender(redis, workQueue(id));
  const answers: Answer[] = [];
  const receiver = await openReceiver(
    redis,
    verdictQueue(id),
    { concurrency: 4, stalledAfterMs: 30_000, maxStalled: 10, onError: () => {} },
    async message => {
      const answer = decodeAnswer(message);
      if (typeof answer === 'string') throw new Error(answer);
      answers.push(answer);
    },
  );
  const markOf = sampleMarks();
  let batches = 0;
  return {
    ...{ id, answers },
    item: (number, sample, text) => itemOf(planned, markOf, number, sample, text),
    send: async items => {
      batches += 1;
      const jobId = `b${batches}`;
      await work.add('batch', 'raw' in items ? items.raw : encodeWork(items), { jobId });
      return jobId;
    },
    left: async () => {
      const { waiting = 0, active = 0 } = await work.getJobCounts('waiting', 'active');
      return waiting + active;
    },
    taken: () => work.getActiveCount(),
    leftNumbers: async () =>
      (await work.getJobs('waiting')).map(({ data }) => {
        const items = decodeWork(data);
        return typeof items === 'string' ? [] : items.map(({ number }) => number);
      }),
    workers: () => readWorkers(redis),
    end: async () => {
      clearInterval(beat);
      await receiver.close(true);
      await work.close();
      redis.disconnect();
    },
  };
};

const itemOf = (
  planned: readonly PlannedTask[],
  markOf: ReturnType<typeof sampleMarks>,
  number: number,
  id: string,
  text: string,
): WorkItem => {
  const [task] = planned;
  const sample = task?.samples[task.indexOf.get(id) ?? -1];
  if (task === undefined || sample === undefined) throw new Error(`no sample ${id}`);
  const [benchmark, protocol] = [task.task.benchmark.id, task.task.protocolName];
  const key = `${task.name}/${id}/${number}`;
  const completion = decodeCompletion({ key, benchmark, protocol, id, trial: number, text });
  if (completion === null) throw new Error('no completion');
  return {
    ...{ number, completion: completion as Completion, sample: markOf(sample) },
    graders: task.graders.map(({ name }) => name),
  };
};

/** Numbers of the completions that were answered. */
export const numbersIn = ({ answers }: FakeRun): readonly number[] =>
  answers.flatMap(({ items }) => items.map(({ number }) => number)).sort((a, b) => a - b);

/** Less than the time limit of the tests, so that what they have started is ended when they fail. */
const patienceMs = 240_000;

/** Waits until something is so. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  const untilMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > untilMs) throw new Error('waited in vain');
    await sleep(20);
  }
};
