import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Generated, GenerateRequest, Grader } from '../../src/core/index.ts';
import { type Merged, type MergeOptions, mergeRuns } from '../../src/merge/index.ts';
import { type RunOptions, run } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  generated,
  greedyProtocol,
  runOptions,
} from '../run/fakes.ts';

/** As `exact`; two answers say the same when they are equal but for their case. */
export const exactVotes: Grader = {
  ...exact,
  sameAnswer: (one, other) => one.toLowerCase() === other.toLowerCase(),
};

const graders = { exact: exactVotes, contains: greedyProtocol.graders.contains as Grader };

/** Two benchmarks of which one has groups and a mean over them, asked four times a sample by two graders. */
export const tasks = [
  fakeTask(fakeBenchmark('b', 23, { macro: 'half', protocols: { cot: { ...greedyProtocol, graders } } }), [
    'exact',
    'contains',
  ]),
  fakeTask(fakeBenchmark('c', 10, { protocols: { cot: { ...greedyProtocol, graders } } }), [
    'exact',
    'contains',
  ]),
];

/** The same answer to the same trial, whoever asks: right, wrong in one of two ways, cut off, or none. */
export const answerOf = ({ key, id }: GenerateRequest): Generated => {
  const chance = createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32;
  const usage = { inputTokens: 10, outputTokens: Math.floor(chance * 100), reasoningTokens: null };
  const right = id.replace('s', 'answer ');
  if (chance < 0.5) return generated(right, { usage });
  if (chance < 0.6) return generated(`it is ${right}`, { usage });
  if (chance < 0.8) return generated(chance < 0.7 ? 'Wrong' : 'wrong', { usage });
  return chance < 0.9 ? generated('no', { usage, finishReason: 'length' }) : generated('', { usage });
};

export const everything = { trials: 4, limit: null, ids: null };

export const optionsFor = (root: string, name: string, more: Partial<RunOptions> = {}): RunOptions => ({
  ...runOptions(root, { tasks, backend: fakeBackend(answerOf), selection: everything, ks: [1, 2, 4] }),
  directory: join(root, name),
  ...more,
});

/** Made once for all tests of a file; each has copies of its own. */
const made = new Map<number, Promise<string>>();

/** The directories of a run in `count` shards. */
export const runShards = async (
  root: string,
  count: number,
  more?: Partial<RunOptions>,
): Promise<readonly string[]> => {
  if (more !== undefined) return madeShards(root, count, more);
  if (!made.has(count)) made.set(count, firstShards(count));
  await cp((await made.get(count)) ?? '', root, { recursive: true });
  return Array.from({ length: count }, (_, at) => join(root, `x.shard-${at + 1}-of-${count}`));
};

/** For the end of a file. */
export const removeShards = async (): Promise<void> => {
  const roots = [...made.values()];
  // The next file of the same worker makes its own.
  made.clear();
  for (const root of roots) await rm(await root, { recursive: true, force: true });
};

const firstShards = async (count: number): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'eurus-shards-'));
  await madeShards(root, count, {});
  return root;
};

const madeShards = async (
  root: string,
  count: number,
  more: Partial<RunOptions>,
): Promise<readonly string[]> => {
  const directories: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const shard = { index, count, by: 'hash' as const };
    const options = optionsFor(root, `x.shard-${index}-of-${count}`, more);
    await run({ ...options, selection: { ...options.selection, shard } });
    directories.push(options.directory);
  }
  return directories;
};

export const merge = (
  out: string,
  directories: readonly string[],
  more: Partial<MergeOptions> = {},
): Promise<Merged> =>
  mergeRuns({
    ...{ out, directories, version: '0.0.0-test', data: fakeData },
    tasksOf: async ({ benchmarks, selection }) =>
      tasks
        .filter(({ benchmark }) => `${benchmark.id}.cot` in benchmarks)
        .map(task => ({ ...task, graders: selection[`${task.benchmark.id}.cot`]?.graders ?? [] })),
    priceOf: async () => null,
    ...more,
  });

/** Every file of a run directory with what it says: records as a set, without what depends on the clock. */
export const contentOf = (directory: string): ReadonlyMap<string, unknown> => {
  const timeless = (name: string, value: unknown): unknown =>
    name === 'duration_s' || name === 'duration_ms' || name === 'latency_ms' ? 0 : value;
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(file =>
    file.isFile(),
  );
  return new Map(
    files
      .map((file): [string, unknown] => {
        const path = join(file.parentPath, file.name);
        const text = readFileSync(path, 'utf8');
        const name = path.slice(directory.length + 1);
        if (!name.endsWith('.jsonl')) return [name, JSON.parse(text, timeless)];
        const lines = text.split('\n').filter(line => line !== '');
        const records = lines.map(line => JSON.stringify(JSON.parse(line, timeless)));
        // Samples, votes and differences are in the order of the data; other records in that of their making.
        return [name, /^(samples|votes|panel)/.test(name) ? records : records.sort()];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

/** What must be the same in a joined run and in one that was never cut. */
export const comparable = (directory: string): ReadonlyMap<string, unknown> => {
  const content = new Map(contentOf(directory));
  const manifest = content.get('run.json');
  if (typeof manifest === 'object' && manifest !== null) {
    const { created_at: _, merged: __, ...rest } = manifest as Record<string, unknown>;
    content.set('run.json', rest);
  }
  return content;
};

export const leftovers = (out: string): boolean => existsSync(`${out}.merging`);

/** Where a shard keeps the answers of `b.cot`. */
export const completions = join('completions', 'b.cot.jsonl');

/** Takes lines out of a file of records. */
export const editLines = async (
  path: string,
  edit: (lines: string[]) => readonly string[],
): Promise<void> => {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(
    path,
    edit(lines)
      .map(line => `${line}\n`)
      .join(''),
  );
};
