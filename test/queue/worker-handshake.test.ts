import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIdentity } from '../../src/cli/code-identity.ts';
import { withOutside } from '../../src/cli/outside.ts';
import { tasksNamed } from '../../src/cli/queue-tasks.ts';
import { version } from '../../src/cli/version.ts';
import type { Sandbox } from '../../src/core/index.ts';
import { dataDirectory } from '../../src/dataset/index.ts';
import { unfitFor, unfitSandbox } from '../../src/queue/fit.ts';
import { decodeRequirement, type Requirement, type TaskRequirement } from '../../src/queue/requirement.ts';
import { describeWithRedis } from '../support/redis.ts';
import { openWorkerBench, type WorkerBench } from './support/worker-bench.ts';
import { writeWorkerBenchmark } from './support/worker-benchmark.ts';
import { fakeRun, plannedOf, until } from './support/worker-run.ts';

const program = { version: version(), code: codeIdentity() };
const otherSum = 'f'.repeat(64);

describe('what a worker says of a run that it is not fit for', () => {
  let folder: string;
  let requirement: Requirement;
  let why: (change: Partial<Requirement>) => Promise<string | null>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-test-'));
    const file = writeWorkerBenchmark(folder, 'acts');
    requirement = (await plannedOf([file], { 'acts.direct': ['first', 'second'] })).requirement;
    const { outside } = await withOutside([file]);
    const data = dataDirectory(join(folder, 'data'));
    const tasksOf = (wanted: readonly TaskRequirement[]) => tasksNamed(wanted, outside);
    why = async change =>
      (await unfitFor({ ...requirement, ...change }, { program, data, tasksOf }))?.why ?? null;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const code = (change: Partial<Requirement['code']>) => ({ code: { ...program.code, ...change } });
  const task = (change: (task: TaskRequirement) => Partial<TaskRequirement>) => ({
    tasks: requirement.tasks.map(one => ({ ...one, ...change(one) })),
  });
  const sum = (text: string): string => `${text.slice(0, 12)}…`;

  it('says nothing of one that it is fit for', async () => {
    expect(await why({})).toBeNull();
  });

  it.each<[string, () => Partial<Requirement>, () => string]>([
    ['version', () => ({ eurus_eval: '9.9.9' }), () => `eurus-eval ${version()} here, 9.9.9 wanted`],
    ['messages', () => ({ message_version: 7 }), () => 'messages of version 1 here, 7 wanted'],
    ['form', () => code({ form: 'compiled' }), () => 'program source here, compiled wanted'],
    [
      'code of the graders',
      () => code({ graders: otherSum }),
      () => `code of the graders ${sum(program.code.graders)} here, ffffffffffff… wanted`,
    ],
    [
      'code of the sandbox',
      () => ({ ...code({ sandbox: otherSum }), runs_programs: true }),
      () => `code of the sandbox ${sum(program.code.sandbox)} here, ffffffffffff… wanted`,
    ],
    [
      'version of a benchmark',
      () => task(() => ({ benchmark_version: 2 })),
      () => 'acts.direct: version 1 here, 2 wanted',
    ],
    [
      'version of a grader',
      () => task(({ graders }) => ({ graders: graders.map(one => ({ ...one, version: 2 })) })),
      () => 'acts.direct: version of grader first 1 here, 2 wanted',
    ],
    [
      'a grader that is not here',
      () => task(() => ({ graders: [{ name: 'third', version: 1 }] })),
      () => 'There is no grader "third" here',
    ],
    [
      'data',
      () => task(({ data }) => ({ data: { ...data, 'acts/questions.jsonl': otherSum } })),
      () => 'acts.direct: acts/questions.jsonl none here, ffffffffffff… wanted',
    ],
    [
      'an adapter',
      () => task(() => ({ adapter: otherSum })),
      () => `acts.direct: adapter ${sum(requirement.tasks[0]?.adapter ?? '')} here, ffffffffffff… wanted`,
    ],
    [
      'a benchmark from a file that is not here',
      () => task(() => ({ name: 'theirs.direct', adapter: otherSum })),
      () =>
        'theirs.direct is not known here: it comes from a file, which must be named to the worker as well',
    ],
    [
      'a protocol that is not here',
      () => task(() => ({ name: 'gsm8k.nosuch', adapter: null })),
      () => 'gsm8k has no protocol "nosuch"',
    ],
    [
      'data that is not here',
      () =>
        task(() => ({
          ...{ name: 'gsm8k.cot', adapter: null, graders: [{ name: 'strict', version: 1 }] },
        })),
      () =>
        `no data file at ${join(folder, 'data')}/gsm8k/test.jsonl or ${join(folder, 'data')}/gsm8k/test.jsonl.gz (there is no folder ${join(folder, 'data')}). Fetch it with "eurus-eval data pull gsm8k", or name the folder that has it with --data-dir DIR`,
    ],
  ])('names %s', async (_, change, line) => {
    const said = await why(change());
    expect(said?.split('; ')[0]).toBe(line());
    expect(said).not.toMatch(/\n/);
  });

  it('names the sandbox', () => {
    const here = { name: 'wasm', python: '3.14.2' } as Sandbox;
    const wanted = { name: 'wasm', python: '3.13.0' } as const;
    expect(unfitSandbox({ sandbox: 'native' }, here, null)?.why).toBe('sandbox wasm here, native wanted');
    expect(unfitSandbox({ sandbox: null }, here, wanted)?.why).toBe(
      'sandbox wasm with Python 3.14.2 here, wasm with Python 3.13.0 wanted',
    );
    expect(unfitSandbox({ sandbox: 'wasm' }, here, here)).toBeNull();
  });

  it.each(
    ['../x', './evil.ts', '/etc/passwd', '__proto__', 'constructor.prototype', 'gsm8k.__proto__', ''].map(
      name => [name],
    ),
  )('compares the name %j with those that it knows, and does nothing else with it', async name => {
    const said = await why(task(() => ({ name, adapter: null })));
    expect(said).toMatch(/is not known here$|has no protocol/);
  });

  it.each(['eurus', 'math', 'card', 'gsm8k', 'math.best'])(
    'takes %s, which stands for several, for no task',
    async name => {
      expect(await why(task(() => ({ name, adapter: null, graders: [] })))).toMatch(
        /is not known here$|has none of the graders/,
      );
    },
  );

  it('takes no list in which a task stands twice, or that is longer than any', () => {
    const [one] = requirement.tasks;
    expect(decodeRequirement(requirement)).toEqual(requirement);
    expect(decodeRequirement({ ...requirement, tasks: [one, one] })).toBeNull();
    const many = Array.from({ length: 1000 }, (_, n) => ({ ...one, name: `a${n}.b` }));
    expect(decodeRequirement({ ...requirement, tasks: many })).toBeNull();
  });
});

describeWithRedis('a worker that is not fit for a run', () => {
  let bench: WorkerBench;
  beforeAll(async () => {
    bench = await openWorkerBench('--workers', '1', '--data-dir', '/nonexistent');
  });
  afterAll(() => bench.close());

  it('says so once, takes none of its batches, and works for another', async () => {
    const { planned, requirement } = await plannedOf([bench.file], { 'acts.direct': ['first'] });
    const foreign = { planned, requirement: { ...requirement, eurus_eval: '9.9.9' } };
    const other = await fakeRun(bench.redis.url, foreign, 'of another version');
    const ours = await bench.run('of this version');
    try {
      await other.send([other.item(0, '0', 'fine')]);
      await ours.send([ours.item(0, '0', 'fine')]);
      await until(() => ours.answers.length === 1);
      const line = `of another version on there is not joined: eurus-eval ${version()} here, 9.9.9 wanted.`;
      await bench.worker.said(line);
      await until(async () =>
        (await other.workers()).some(({ runs }) =>
          runs.some(({ id, why }) => id === other.id && why !== null),
        ),
      );
      expect(bench.worker.lines().filter(one => one.includes('another version'))).toEqual([line]);
      expect(await other.left()).toBe(1);
      expect(other.answers).toEqual([]);
    } finally {
      await other.end();
      await ours.end();
    }
  });
});
