import {
  type DataSource,
  EurusError,
  type Execute,
  messageOf,
  oneLine,
  type Sample,
  type Verdict,
} from '../core/index.ts';
import { everything, judge, type PlannedTask, planTasks, type Task } from '../run/index.ts';
import { type FromJudge, groupsOf, type JudgeFailure, type ToJudge } from './judge-messages.ts';
import type { VerdictItem, WorkItem } from './messages.ts';
import type { TaskRequirement } from './requirement.ts';
import { sampleMarks } from './sample-mark.ts';

/** What a process judges with: benchmarks and data that are here. */
export type JudgingSetup = {
  readonly data: DataSource;
  /** @throws EurusError `UNKNOWN_NAME` for what is not here */
  tasksOf(wanted: readonly TaskRequirement[]): readonly Task[];
};

/** Room that verdicts may take in one message, in UTF-16 units, about. */
const maxUnits = 1024 * 1024;

/** How long verdicts are kept to be sent together, and how long nothing is said, in milliseconds. */
const holdMs = 2000;
const quietMs = 1000;

/** The channel to the worker. */
export type JudgePort = {
  send(message: FromJudge): void;
  listen(take: (message: ToJudge) => void): void;
};

/** Judges batches that come through a channel, one at a time; programs are run on the other side. */
export const serveJudging = ({ send: say, listen }: JudgePort, setup: JudgingSetup): void => {
  const { execute, settle } = executeThrough(say);
  const { samplesOf, keep } = createPlans(setup);
  listen(message => {
    if (message.kind === 'keep') keep(new Set(message.groups));
    else if (message.kind !== 'batch') settle(message);
    else void judgeBatch(message, say, item => judgeItem(item, message.tasks, samplesOf, execute));
  });
  say({ kind: 'ready' });
};

type Batch = Extract<ToJudge, { kind: 'batch' }>;

const judgeBatch = async (
  { items }: Batch,
  say: (message: FromJudge) => void,
  judgeOne: (item: WorkItem) => Promise<readonly Verdict[]>,
): Promise<void> => {
  const collected = createCollected(say);
  let back: string | null = null;
  for (const item of items) {
    try {
      collected.add({ number: item.number, verdicts: await judgeOne(item) });
    } catch (thrown) {
      back = oneLine(messageOf(thrown), 300);
      break;
    }
  }
  say({ kind: 'done', items: collected.rest(), back });
};

/** Verdicts on their way: sent when they are many or old, so that a process that dies takes few along. */
const createCollected = (say: (message: FromJudge) => void) => {
  let items: VerdictItem[] = [];
  let units = 0;
  let sentAtMs = performance.now();
  let saidAtMs = sentAtMs;
  const rest = (): readonly VerdictItem[] => {
    const all = items;
    [items, units] = [[], 0];
    return all;
  };
  const send = (nowMs: number): void => {
    if (items.length > 0) say({ kind: 'verdicts', items: rest() });
    [sentAtMs, saidAtMs] = [nowMs, nowMs];
  };
  return {
    rest,
    add: (item: VerdictItem): void => {
      const more = unitsOfVerdicts(item);
      const nowMs = performance.now();
      if (units + more > maxUnits) send(nowMs);
      items.push(item);
      units += more;
      if (nowMs - sentAtMs > holdMs) send(nowMs);
      else if (nowMs - saidAtMs > quietMs) {
        say({ kind: 'alive' });
        saidAtMs = nowMs;
      }
    },
  };
};

const unitsOfVerdicts = ({ verdicts }: VerdictItem): number =>
  verdicts.reduce((sum, { extracted, answer, reason, parts }) => {
    const texts = (extracted?.length ?? 0) + (answer?.length ?? 0) + reason.length;
    return sum + 800 + texts + (parts === undefined ? 0 : JSON.stringify(parts).length);
  }, 0);

/**
 * The verdicts of all graders on one completion.
 * @throws Error when there cannot be any here
 */
const judgeItem = async (
  { completion, sample: mark, graders }: WorkItem,
  tasks: readonly TaskRequirement[],
  samplesOf: (tasks: readonly TaskRequirement[]) => Promise<readonly PlannedTask[]>,
  execute: Execute,
): Promise<readonly Verdict[]> => {
  const { benchmark, protocol, id } = completion;
  const planned = await samplesOf(tasks);
  const task = planned.find(({ name }) => name === `${benchmark}.${protocol}`);
  if (task === undefined) throw unfit(`${benchmark}.${protocol} is not one of the run's tasks`);
  const sample = task.samples[task.indexOf.get(id) ?? -1];
  if (sample === undefined) throw unfit(`${task.name} has no sample "${id}" here`);
  if (markOf(sample) !== mark) throw unfit(`sample "${id}" of ${task.name} is another one here`);
  const verdicts: Verdict[] = [];
  for (const name of new Set(graders)) {
    const grader = task.graders.find(one => one.name === name);
    if (grader === undefined) throw unfit(`${task.name} is not judged by ${name} in this run`);
    verdicts.push(await judge(completion, sample, grader, execute));
  }
  return verdicts;
};

const unfit = (why: string): EurusError => new EurusError('RUN_MISMATCH', why);

const markOf: (sample: Sample) => string = sampleMarks();

/** The samples of tasks, loaded by the first completion that needs them. */
const createPlans = ({ data, tasksOf }: JudgingSetup) => {
  const plans = new Map<string, Promise<readonly PlannedTask[]>>();
  const planOf = (key: string, group: readonly TaskRequirement[]): Promise<readonly PlannedTask[]> => {
    const known = plans.get(key) ?? planTasks(tasksOf(group), data, everything, {});
    plans.set(key, known);
    // What failed may work the next time: the data may have come.
    known.catch(() => plans.delete(key));
    return known;
  };
  const byTasks = new WeakMap<readonly TaskRequirement[], Promise<readonly PlannedTask[]>>();
  return {
    samplesOf: (tasks: readonly TaskRequirement[]): Promise<readonly PlannedTask[]> => {
      const known =
        byTasks.get(tasks) ??
        Promise.all([...groupsOf(tasks)].map(([key, group]) => planOf(key, group))).then(all => all.flat());
      byTasks.set(tasks, known);
      return known;
    },
    keep: (groups: ReadonlySet<string>): void => {
      for (const key of plans.keys()) if (!groups.has(key)) plans.delete(key);
    },
  };
};

/** Programs that are run on the other side of a port. */
const executeThrough = (say: (message: FromJudge) => void) => {
  const waiting = new Map<number, PromiseWithResolvers<Awaited<ReturnType<Execute>>>>();
  let count = 0;
  const execute: Execute = program => {
    const answer = Promise.withResolvers<Awaited<ReturnType<Execute>>>();
    count += 1;
    waiting.set(count, answer);
    say({ kind: 'execute', number: count, program });
    return answer.promise;
  };
  const settle = (message: Extract<ToJudge, { kind: 'executed' | 'failed' }>): void => {
    const answer = waiting.get(message.number);
    waiting.delete(message.number);
    if (message.kind === 'executed') answer?.resolve(message.execution);
    else answer?.reject(errorOf(message.failure));
  };
  return { execute, settle };
};

const errorOf = ({ code, message }: JudgeFailure): Error =>
  code === null ? new Error(message) : new EurusError(code, message);
