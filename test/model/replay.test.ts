import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, type Completion, encodeCompletion } from '../../src/core/index.ts';
import { checkEndpoint } from '../../src/model/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eurus-replay-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const completion = (id: string, given: Partial<Completion> = {}): Completion => ({
  ...addressOf('gsm8k', 'cot', id, 0),
  promptSha256: null,
  text: `answer ${id} – 六七 \n`,
  reasoning: null,
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: null },
  latencyMs: 12,
  model: 'recorded-model',
  error: null,
  prefill: null,
  form: 'chat',
  ...given,
});
const line = (record: Completion): string => `${JSON.stringify(encodeCompletion(record))}\n`;
const ask = (id: string) => ({ ...requestOf(), ...addressOf('gsm8k', 'cot', id, 0) });

const replay = async (name: string, text: string | Uint8Array) => {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
};
const backendFor = (path: string) => backendOf({ model: `replay/${path}` });

describe('replay', () => {
  it('answers by key, in any order, with what was recorded', async () => {
    const records = Array.from({ length: 500 }, (_, at) =>
      completion(String(at), { text: `${at} `.repeat(at * 20) }),
    );
    const backend = backendFor(await replay('a.jsonl', records.map(line).join('')));
    for (const at of [499, 0, 250, 499]) {
      expect((await backend.generate(ask(String(at)))).text).toBe(records[at]?.text);
    }
    await backend.close();
  });

  it('keeps everything that belongs to an answer', async () => {
    const record = completion('7', {
      reasoning: 'hm',
      finishReason: 'length',
      prefill: '```python',
      form: 'solution',
      promptSha256: 'ab'.repeat(32),
      logprobs: { token: 'a', top: [['a', -0.5]] },
    });
    const backend = backendFor(await replay('a.jsonl', line(record)));
    const { text, reasoning, finishReason, usage, model, latencyMs, prefill, form, promptSha256 } = record;
    const { logprobs } = record;
    const said = { text, reasoning, finishReason, usage, model, latencyMs, retries: 0 };
    expect(await backend.generate(ask('7'))).toEqual({ ...said, prefill, form, promptSha256, logprobs });
    await backend.close();
  });

  it.each(['a.jsonl.gz', 'a.jsonl'])('refuses a compressed file, whatever its name: %s', async name => {
    const path = await replay(`completions/${name}`, gzipSync(line(completion('1'))));
    for (const given of [path, folder]) {
      const error = await errorOf(() => checkEndpoint(backendFor(given)));
      expect(error.code).toBe('RECORDS_UNREADABLE');
      expect(error.message).toBe(`${path} is compressed with gzip; replay needs it plain`);
      expect(error.hint).toContain('gunzip');
    }
  });

  it('reads every file of a run directory', async () => {
    await replay('completions/gsm8k.cot.jsonl', line(completion('1')));
    await replay('completions/other.cot.jsonl', line(completion('2')));
    const backend = backendFor(folder);
    expect((await backend.generate(ask('1'))).text).toBe(completion('1').text);
    expect((await backend.generate(ask('2'))).text).toBe(completion('2').text);
    await backend.close();
  });

  it('names a key that was not recorded', async () => {
    const backend = backendFor(await replay('a.jsonl', line(completion('1'))));
    const error = await errorOf(() => backend.generate(ask('2')));
    expect(error.code).toBe('ENDPOINT_REFUSED');
    expect(error.message).toContain('gsm8k.cot/2/0');
    await backend.close();
  });

  it('takes the newer of two records, but no failure over an answer', async () => {
    const failure = completion('1', { text: '', error: { code: 'ENDPOINT_FAILED', message: 'HTTP 500' } });
    const lines = [failure, completion('1', { text: 'old' }), completion('1', { text: 'new' }), failure];
    const backend = backendFor(await replay('a.jsonl', lines.map(line).join('')));
    expect((await backend.generate(ask('1'))).text).toBe('new');
    await backend.close();
  });

  it('fails where the recorded request had failed', async () => {
    const failed = { code: 'ENDPOINT_FAILED', message: 'HTTP 500\n\u001b[31m\u202e' };
    const backend = backendFor(await replay('a.jsonl', line(completion('1', { text: '', error: failed }))));
    const error = await errorOf(() => backend.generate(ask('1')));
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(error.message).toMatch(/had failed: HTTP 500 \(ENDPOINT_FAILED\)$/);
    await backend.close();
  });

  it('drops a torn last line', async () => {
    const backend = backendFor(
      await replay('a.jsonl', line(completion('1')) + line(completion('2')).slice(0, -9)),
    );
    expect((await backend.generate(ask('1'))).text).toBe(completion('1').text);
    expect((await errorOf(() => backend.generate(ask('2')))).code).toBe('ENDPOINT_REFUSED');
    await backend.close();
  });

  it('names file and line of what is no record', async () => {
    const backend = backendFor(await replay('a.jsonl', `${line(completion('1'))}\n{"id":1}\n`));
    const error = await errorOf(() => checkEndpoint(backend));
    expect(error.code).toBe('RECORDS_UNREADABLE');
    expect(error.message).toContain('a.jsonl:3 ');
  });

  it('finds nothing in an empty folder before the run begins', async () => {
    expect((await errorOf(() => checkEndpoint(backendFor(folder)))).code).toBe('RECORDS_UNREADABLE');
  });
});
