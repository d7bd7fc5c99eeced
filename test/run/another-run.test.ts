import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EurusError, Manifest } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeBackend, fakeBenchmark, fakeTask, freshDirectory, greedyProtocol, runOptions } from './fakes.ts';
import { json } from './files.ts';

describe('run on a directory of another run', () => {
  const other = async (
    change: (options: ReturnType<typeof runOptions>) => Partial<ReturnType<typeof runOptions>>,
  ) => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const before = await readFile(join(options.directory, 'run.json'), 'utf8');
    const backend = fakeBackend();
    const error = await run({ ...options, backend, ...change(options) }).then(
      () => null,
      thrown => thrown,
    );
    expect(error).toMatchObject({ code: 'RUN_MISMATCH', hint: expect.stringContaining('--run-name') });
    expect(await readFile(join(options.directory, 'run.json'), 'utf8')).toBe(before);
    expect(backend.asked).toEqual([]);
    expect(
      (error as Error).message.startsWith(`${options.directory} holds another run: it differs in `),
    ).toBe(true);
    return (error as EurusError).details.slice(1).map(line => line.trim().split(/ {2,}/));
  };
  it('refuses another model, naming both', async () => {
    expect(await other(() => ({ backend: fakeBackend(undefined, { model: 'other' }) }))).toEqual([
      ['model', '"fake-model"', '"other"', '--model'],
    ]);
  });

  it('refuses other sampling settings', async () => {
    expect(await other(() => ({ overrides: { temperature: 0.2, maxTokens: 9 } }))).toEqual([
      ['max tokens (b.cot)', '64', '9', '--max-tokens'],
      ['temperature (b.cot)', '0', '0.2', '--temperature'],
    ]);
  });

  it('refuses another system message, seed and setting of the backend', async () => {
    expect(await other(() => ({ system: 'Be brief.' }))).toEqual([
      ['system message', 'none', '"Be brief."', '--system'],
    ]);
    expect(await other(() => ({ seed: 3 }))).toEqual([['seed', 'none', '3', '--seed']]);
    expect(await other(() => ({ backend: fakeBackend(undefined, { settings: { template: 'x' } }) }))).toEqual(
      [['template', 'none', '"x"']],
    );
  });

  it('refuses other data and another version of the benchmark', async () => {
    const sha256 = 'f'.repeat(64);
    const rows = await other(() => ({ tasks: [fakeTask(fakeBenchmark('b', 20, { version: 2, sha256 }))] }));
    expect(rows).toEqual([
      ['version of the benchmark (b.cot)', '1', '2', 'eurus-eval, or an adapter'],
      ['data b/test.jsonl (b.cot)', expect.stringMatching(/^[0-9a-f]{12}…$/), 'ffffffffffff…', 'the data'],
    ]);
  });

  it('refuses a prompt that changed without anybody saying so', async () => {
    const protocols = { cot: { ...greedyProtocol, prompt: () => ({ kind: 'text' as const, text: 'else' }) } };
    const rows = await other(() => ({ tasks: [fakeTask(fakeBenchmark('b', 20, { protocols }))] }));
    const hash = expect.stringMatching(/^[0-9a-f]{12}…$/);
    expect(rows).toEqual([
      [expect.stringMatching(/^prompt \(b\.cot\/s\d+\/0\)$/), hash, hash, 'the benchmark, --system'],
    ]);
  });

  it.each<[string, (manifest: Manifest) => unknown, string]>([
    ['no object', () => [], 'it is not an object'],
    ['no model', m => ({ ...m, identity: { ...m.identity, model: 1 } }), 'identity model'],
    ['no settings', m => ({ ...m, identity: { ...m.identity, settings: null } }), 'identity settings'],
    [
      'damaged checksums',
      m => ({ ...m, benchmarks: { 'b.cot': { ...m.benchmarks['b.cot'], data: 1 } } }),
      'benchmarks "b.cot" data',
    ],
    ['a benchmark that is none', m => ({ ...m, benchmarks: { 'b\u001b[2J': 1 } }), 'benchmarks "b"'],
    [
      'trials that are none',
      m => ({ ...m, selection: { 'b.cot': { ...m.selection['b.cot'], trials: 0 } } }),
      'selection "b.cot" trials',
    ],
    [
      'rows that are none',
      m => ({ ...m, selection: { 'b.cot': { ...m.selection['b.cot'], limit: '5-2' } } }),
      'selection "b.cot" limit',
    ],
    [
      'ids that are none',
      m => ({ ...m, selection: { 'b.cot': { ...m.selection['b.cot'], ids: [1] } } }),
      'selection "b.cot" ids',
    ],
    [
      'graders that are none',
      m => ({ ...m, selection: { 'b.cot': { ...m.selection['b.cot'], graders: 'exact' } } }),
      'selection "b.cot" graders',
    ],
    ['versions that are none', m => ({ ...m, grader_versions: { x: '1' } }), 'grader_versions'],
    ['a shard beyond the last', m => ({ ...m, shard: { index: 3, count: 2, by: 'hash' } }), 'shard'],
    ['more shards than there can be', m => ({ ...m, shard: { index: 1, count: 1e9, by: 'hash' } }), 'shard'],
    ['a joined run that is none', m => ({ ...m, merged: [{ run: 'x', shard: null }] }), 'merged'],
    ['no environment', m => ({ ...m, environment: undefined }), 'environment'],
  ])('refuses a manifest with %s in one line', async (_name, change, message) => {
    const options = runOptions(await freshDirectory(), { tasks: [fakeTask(fakeBenchmark('b', 1))] });
    await run(options);
    const path = join(options.directory, 'run.json');
    await writeFile(path, JSON.stringify(change(await json<Manifest>(path))));
    const more = message.startsWith('it is') ? '' : ' is missing or damaged';
    await expect(run(options)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `${path} is not the manifest of a run: ${message}${more}`,
    });
  });

  it('refuses a manifest that is none, and completions without one', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const path = join(options.directory, 'run.json');
    await writeFile(path, '{"identity":');
    await expect(run(options)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining(path),
    });
    await rm(path);
    await expect(run(options)).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
  });
});
