import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { runCli, runHere, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';

const nobody = 'http://127.0.0.1:9/v1';
const samples = 40;
const concurrency = 6;

/** Right but for every fifth sample. */
const server = async (latencyMs = 0) => {
  const started = await startServer({
    models: ['m'],
    latencyMs,
    answer: ({ lastUserText }) => {
      const [, id = '', n = ''] = /^(\w+) question (\d+)$/.exec(lastUserText) ?? [];
      return Number(n) % 5 === 1 ? 'something else' : `${id} answer ${n}`;
    },
  });
  onTestFinished(() => started.close());
  return started;
};

type Place = { readonly folder: string; readonly benchmark: string };

const place = (): Place => {
  const folder = temporaryFolder();
  return { folder, benchmark: writeBenchmark(folder, 'sums', samples) };
};

const runOf = ({ folder, benchmark }: Place, urls: readonly string[], ...more: readonly string[]) => [
  ...['run', benchmark, '--model', 'vllm/m', '--n', '2', '--seed', '0', '--results', folder],
  ...urls.flatMap(url => ['--base-url', url]),
  ...['--concurrency', String(concurrency), ...more],
];

/** All of a run's lines but times and who answered. */
const linesOf = (folder: string, name: string, kind: string, file: string): readonly unknown[] =>
  readFileSync(join(folder, name, kind, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => ({
      ...JSON.parse(line),
      duration_ms: 0,
      latency_ms: 0,
      endpoint: null,
      request_sha256: null,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

describe('run with several --base-url', () => {
  it('that is killed goes on with other servers, and loses and doubles nothing', async () => {
    const at = place();
    const [a, b, c] = [await server(15), await server(15), await server(15)];
    const calm = await runCli(runOf(at, [a.url], '--run-name', 'calm', '--json'));
    expectCode(calm, 0);
    const before = a.requests();
    const asked = () => a.requests() - before + b.requests() + c.requests();
    const sets = [
      [a.url, b.url],
      [`${c.url}#weight=2`, b.url, nobody],
    ];
    for (const urls of sets) {
      const started = startCli(runOf(at, urls, '--run-name', 'killed'));
      const until = asked() + 20;
      while (started.process.exitCode === null && asked() < until) await sleep(2);
      started.process.kill('SIGKILL');
      expect((await started.ended).code).toBeNull();
    }
    const last = await runCli(runOf(at, [a.url, c.url], '--run-name', 'killed', '--json'));
    expectCode(last, 0);
    expect(asked()).toBeGreaterThanOrEqual(2 * samples);
    expect(asked()).toBeLessThanOrEqual(2 * samples + sets.length * concurrency);
    for (const [kind, file] of [
      ['verdicts', 'sums.direct.exact.jsonl'],
      ['completions', 'sums.direct.jsonl'],
    ] as const) {
      expect(linesOf(at.folder, 'killed', kind, file)).toEqual(linesOf(at.folder, 'calm', kind, file));
    }
    const { cells } = JSON.parse(last.stdout);
    const untimed = (of: typeof cells) => [{ ...of[0], duration_s: 0 }];
    expect(untimed(cells)).toEqual(untimed(JSON.parse(calm.stdout).cells));
    // Who answered what, over all three commands.
    const manifest = JSON.parse(readFileSync(join(at.folder, 'killed', 'run.json'), 'utf8'));
    const text = readFileSync(join(at.folder, 'killed', 'completions', 'sums.direct.jsonl'), 'utf8');
    for (const { url, answered } of manifest.endpoints) {
      expect(answered['sums.direct'] ?? 0).toBe(text.split(`"endpoint":"${url}"`).length - 1);
    }
    expect(manifest.endpoints).toHaveLength(4);
  });

  it('says who answered, and what is left out', async () => {
    const at = place();
    const [a, b] = [await server(), await server()];
    const { code, stdout, stderr } = await runCli(runOf(at, [a.url, nobody, b.url], '--json'));
    expectCode({ code, stderr }, 0);
    expect(stderr).toMatch(/^http:\/\/127.0.0.1:9\/v1 is left out and tried again: Cannot reach /m);
    expect(stderr).toMatch(
      /^Answers by server: http:.* \d+, http:\/\/127.0.0.1:9\/v1 0 \(.*\), http:.* \d+$/m,
    );
    const { endpoints } = JSON.parse(stdout);
    expect(endpoints.map(({ url }: { url: string }) => url)).toEqual([a.url, nobody, b.url]);
    const answered = endpoints.map((one: { answered: number }) => one.answered);
    expect(answered[0] + answered[2]).toBe(2 * samples);
  });

  it('ends as with one server when none is there', async () => {
    const { code, stderr } = await runHere(runOf(place(), [nobody, 'http://127.0.0.1:9/v2']));
    expectCode({ code, stderr }, 3);
    expect(stderr).toMatch(/Cannot reach .*connection refused.*; the other one cannot be used either\n/);
  });

  it('shows them before anything is sent', async () => {
    const urls = ['http://a.test/v1#weight=2', 'http://b.test/v1'];
    const { code, stdout, stderr } = await runHere(runOf(place(), urls, '--dry-run'));
    expectCode({ code, stderr }, 0);
    expect(stdout).toContain(
      '80 requests to m, shared by http://a.test/v1 (weight 2), http://b.test/v1, kept in ',
    );
  });

  it('has one directory for a set, whatever its order and weights', async () => {
    const at = place();
    const directoryOf = async (...urls: readonly string[]) =>
      JSON.parse((await runHere(runOf(at, urls, '--dry-run', '--json'))).stdout).directory;
    const first = await directoryOf('http://a.test/v1', 'http://b.test/v1');
    expect(await directoryOf('http://b.test/v1#weight=3', 'http://a.test/v1')).toBe(first);
    expect(await directoryOf('http://a.test/v1#weight=1')).toBe(first);
    expect(await directoryOf('http://a.test/v1')).not.toBe(first);
  });

  it.each<readonly [readonly string[], string]>([
    [['http://a.test/v1', 'http://a.test/v1/'], '--base-url names http://a.test/v1 twice'],
    [['http://a.test/v1#weight=0'], '--base-url has the weight "0", expected a number above 0.'],
    [['http://a.test/v1#weight=-1'], '--base-url has the weight "-1", expected a number above 0.'],
    [['http://a.test/v1#weight='], '--base-url has the weight "", expected a number above 0.'],
    [['http://a.test/v1#weight=two', 'http://b.test/v1'], '--base-url has the weight "two"'],
    [
      ['http://a.test/v1#share=2', 'http://b.test/v1'],
      '--base-url must not hold a query ("?") or a fragment ("#")',
    ],
    [['http://me:pw@a.test/v1', 'http://b.test/v1'], '--base-url must not hold a user name or password'],
    [['http://a.test/v1', 'nonsense'], '--base-url "nonsense" is not a URL'],
  ])('refuses %j in one line', async (urls, message) => {
    const { code, stdout, stderr } = await runHere(runOf(place(), urls));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('pw@');
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('doctor with several --base-url', () => {
  it('looks at each, and says where they part', async () => {
    const [a, b] = [
      await server(),
      await startServer({
        models: ['m'],
        answer: ({ n }) => (n > 1 ? { status: 400, body: 'n must be 1' } : 'Hello.'),
      }),
    ];
    onTestFinished(() => b.close());
    const args = [
      'doctor',
      '--model',
      'vllm/m',
      '--base-url',
      a.url,
      '--base-url',
      b.url,
      '--base-url',
      nobody,
    ];
    const { code, stdout, stderr } = await runCli([...args, '--timeout', '5', '--json']);
    expectCode({ code, stderr }, 3);
    const rows: readonly { what: string; state: string; detail: string }[] = JSON.parse(stdout);
    const stateOf = (name: string) => rows.find(({ what }) => what === name)?.state;
    expect(['endpoint 1', 'endpoint 2', 'endpoint 3'].map(stateOf)).toEqual(['works', 'works', 'fails']);
    expect([stateOf('endpoint 1 n'), stateOf('endpoint 2 n')]).toEqual(['works', 'no']);
    const parted = rows.find(({ what }) => what === 'endpoints');
    expect(parted).toMatchObject({
      state: 'no',
      detail: expect.stringContaining('n: works at endpoint 1, no at endpoint 2'),
    });
  });
});
