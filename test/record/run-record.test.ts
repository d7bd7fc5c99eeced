import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeCompletion, decodeSampleRecord, decodeVerdict } from '../../src/core/index.ts';
import {
  locatedRecords,
  newestCompletions,
  newestVerdicts,
  openPlaces,
  openRun,
} from '../../src/record/index.ts';
import { run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeSandbox,
  fakeTask,
  generated,
  runOptions,
} from '../run/fake-parts.ts';
import { temporaryFolder } from '../support/folder.ts';

const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const recorded = async (folder: string, more: Parameters<typeof runOptions>[1] = {}) => {
  const options = runOptions(folder, { tasks: [fakeTask(fakeBenchmark('b', 6))], ...more });
  await run(options);
  return options.directory;
};

describe('openRun', () => {
  it('knows tasks, graders and files without the benchmark', async () => {
    const folder = temporaryFolder();
    const tasks = [fakeTask(fakeBenchmark('b', 4), ['contains', 'exact']), fakeTask(fakeBenchmark('a', 2))];
    const directory = await recorded(folder, { tasks });
    const { manifest, summary, tasks: found } = await openRun(directory);
    expect(manifest.identity.model).toBe('fake-model');
    expect(summary.cells).toHaveLength(3);
    expect(found.map(({ name, benchmark, protocol }) => [name, benchmark, protocol])).toEqual([
      ['a.cot', 'a', 'cot'],
      ['b.cot', 'b', 'cot'],
    ]);
    expect(found[1]?.graders.map(({ name }) => name)).toEqual(['contains', 'exact']);
  });

  it('leaves out tasks whose names would lead out of the directory', async () => {
    const directory = await recorded(temporaryFolder());
    const path = join(directory, 'run.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    for (const name of ['../../etc.cot', '/etc.cot', 'a/b.cot', 'a\\b.cot', '.hidden.cot']) {
      manifest.benchmarks[name] = manifest.benchmarks['b.cot'];
    }
    await writeFile(path, JSON.stringify(manifest));
    expect((await openRun(directory)).tasks.map(({ name }) => name)).toEqual(['b.cot']);
  });

  it('refuses a folder that is no run in one line', async () => {
    const folder = temporaryFolder();
    await expect(openRun(folder)).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
  });
});

describe('samples', () => {
  it('stand in the run in the order of the data, with groups, gold answer and prompt', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder, { system: 'Be brief.' });
    const [task] = (await openRun(directory)).tasks;
    const samples = await collect(locatedRecords(task?.samples ?? '', decodeSampleRecord));
    expect(samples.map(({ record }) => record.id)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5']);
    expect(samples[1]?.record).toEqual({
      ...{
        id: 's1',
        input: 'question 1',
        target: 'answer 1',
        groups: { half: 'odd' },
        more: {},
        whole: true,
      },
      prompt: {
        kind: 'chat',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'question 1' },
        ],
      },
    });
  });

  it('are left alone by a command that has nothing new to say of them', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder);
    const path = join(directory, 'samples', 'b.cot.jsonl');
    const before = await stat(path);
    await recorded(folder);
    expect((await stat(path)).ino).toBe(before.ino);
  });

  it('of earlier commands stay when another selection is asked', async () => {
    const folder = temporaryFolder();
    const select = (from: number, to: number) => ({ trials: 1, limit: { from, to }, ids: null });
    const directory = await recorded(folder, { selection: select(0, 2) });
    await recorded(folder, { selection: select(4, 6) });
    const samples = await collect(
      locatedRecords(join(directory, 'samples', 'b.cot.jsonl'), decodeSampleRecord),
    );
    expect(samples.map(({ record }) => record.id)).toEqual(['s4', 's5', 's0', 's1']);
  });
});

describe('records', () => {
  it('are read again by their places, whatever the characters before them', async () => {
    const folder = temporaryFolder();
    const backend = fakeBackend(({ id }) => generated(`ünï ✓ 𝔞 ${id}`));
    const directory = await recorded(folder, { backend });
    const path = join(directory, 'completions', 'b.cot.jsonl');
    const places = openPlaces(path, decodeCompletion);
    for (const { record, place } of await collect(locatedRecords(path, decodeCompletion))) {
      expect(await places.read(place)).toEqual(record);
    }
    await places.close();
  });

  it('that are half written are passed over, and found later from where reading stopped', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder);
    const path = join(directory, 'verdicts', 'b.cot.exact.jsonl');
    const [first = ''] = (await readFile(path, 'utf8')).split('\n');
    await appendFile(path, first.slice(0, 40));
    const before = await collect(locatedRecords(path, decodeVerdict));
    expect(before).toHaveLength(6);
    await appendFile(path, `${first.slice(40)}\n`);
    const { offset, length, line } = before.at(-1)?.place ?? { offset: 0, length: 0, line: 0 };
    const after = await collect(
      locatedRecords(path, decodeVerdict, { offset: offset + length + 1, line: line + 1 }),
    );
    expect(after.map(({ place }) => place.line)).toEqual([7]);
  });

  it('that are damaged are named, and nothing is counted without them', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder);
    const path = join(directory, 'verdicts', 'b.cot.exact.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.with(2, '{"key": "b.cot/s').join('\n'));
    await expect(newestVerdicts(path, ({ verdict }) => verdict)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('b.cot.exact.jsonl:3'),
    });
  });

  it('of one key: the newest completion that has not failed counts, and the last verdict', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder);
    const path = join(directory, 'completions', 'b.cot.jsonl');
    const [line = ''] = (await readFile(path, 'utf8')).split('\n');
    const first = JSON.parse(line);
    const again = { ...first, text: 'again' };
    const failed = { ...first, text: '', error: { code: 'ENDPOINT_FAILED', message: 'gone' } };
    await appendFile(path, `${JSON.stringify(again)}\n${JSON.stringify(failed)}\n`);
    const texts = await newestCompletions(path, ({ text }) => text);
    expect(texts.size).toBe(6);
    expect(texts.get(first.key)).toBe('again');

    const verdicts = join(directory, 'verdicts', 'b.cot.exact.jsonl');
    const [verdict = ''] = (await readFile(verdicts, 'utf8')).split('\n');
    const { key } = JSON.parse(verdict);
    await appendFile(verdicts, `${JSON.stringify({ ...JSON.parse(verdict), verdict: 'incorrect' })}\n`);
    const newest = await newestVerdicts(verdicts, record => record.verdict);
    expect(newest.get(key)).toBe('incorrect');
  });
});

describe('a verdict', () => {
  it('says where the answer was found, and how the program ended that was run for it', async () => {
    const folder = temporaryFolder();
    const directory = await recorded(folder, {
      tasks: [fakeTask(fakeBenchmark('b', 1), ['runs'])],
      openSandbox: async () => fakeSandbox(),
    });
    const path = join(directory, 'verdicts', 'b.cot.runs.jsonl');
    const [located] = await collect(locatedRecords(path, decodeVerdict));
    expect(located?.record).toMatchObject({
      how: 'the whole text',
      execution: { outcome: 'finished', error: null, stdout: '', sandbox: 'wasm' },
    });
  });
});
