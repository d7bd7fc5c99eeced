import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { startServer } from '../../src/scripted/index.ts';
import { runHere, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { dataDirectory } from '../support/requires.ts';
import { startTurnsServer } from '../support/turns-server.ts';
import { until } from './fixture.ts';

const first = 6;

const startModel = async (names: readonly string[], turns: readonly number[]) => {
  const server = await startTurnsServer({
    ...{ tasks: resolveTasks({ names, turns }), first },
    turnOf: index => 1 + (index % 4),
  });
  onTestFinished(() => server.close());
  return server;
};

const startWorker = (url: string, ...more: readonly string[]) => {
  const worker = startCli(['worker', '--queue', url, '--workers', '2', '--data-dir', dataDirectory, ...more]);
  onTestFinished(() => void worker.process.kill('SIGKILL'));
  return worker;
};

const runArguments = (url: string, folder: string, ...more: readonly string[]): readonly string[] => [
  ...['run', ...more, '--model', 'vllm/turns', '--base-url', url, '--data-dir', dataDirectory],
  ...['--results', folder, '--run-name', 'r', '--quiet'],
  ...(more.includes('--limit') ? [] : ['--limit', String(first)]),
];

const verdictsIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'r', 'verdicts'))
    .sort()
    .flatMap(name =>
      readFileSync(join(folder, 'r', 'verdicts', name), 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => line.replace(/"(duration|cpu|peak)_\w+":[\d.]+,?/g, ''))
        .sort(),
    );

/** Cells and panels without what was measured. */
const numbersIn = (json: string): unknown =>
  JSON.parse(json, (key, value) => (/^(duration|file)/.test(key) ? undefined : value));

const manifestIn = (folder: string): { environment: { sandbox: unknown } } =>
  JSON.parse(readFileSync(join(folder, 'r', 'run.json'), 'utf8'));

describeWithRedis('a run whose completions are scored by workers', () => {
  it('has the verdicts of one without, of programs and of episodes', async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const names = ['mbpp.code', 'gsm8k.cot'];
    const model = await startModel(names, [2]);
    const [plain, queued] = [temporaryFolder(), temporaryFolder()];
    const more = [...names, '--turns', '2', '--sandbox', 'wasm'];
    startWorker(redis.url, '--sandbox', 'wasm');
    const outcomes = await Promise.all([
      runHere(runArguments(model.url, plain, ...more)),
      runHere(runArguments(model.url, queued, ...more, '--queue', redis.url)),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(verdictsIn(queued).length).toBe(2 * first);
    expect(verdictsIn(queued)).toEqual(verdictsIn(plain));
    expect(manifestIn(queued).environment.sandbox).toMatchObject({ name: 'wasm' });
    expect(await redis.send('KEYS', 'eurus-eval:run*')).toEqual([]);
    // The same, judged anew by every grader there is.
    const score = (folder: string, ...args: readonly string[]) =>
      runHere([
        ...['score', join(folder, 'r'), '--grader', 'all', '--data-dir', dataDirectory, '--json', '--quiet'],
        ...['--sandbox', 'wasm', ...args],
      ]);
    const [one, other] = [await score(plain), await score(queued, '--queue', redis.url)];
    expect([one.code, other.code, other.stderr]).toEqual([0, 0, '']);
    expect(verdictsIn(queued).length).toBeGreaterThan(2 * first);
    expect(verdictsIn(queued)).toEqual(verdictsIn(plain));
    expect(numbersIn(other.stdout)).toEqual(numbersIn(one.stdout));
  });

  it('goes on with workers of the same sandbox only', async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const model = await startServer({ answer: () => '```python\ndef found(): return 1\n```' });
    onTestFinished(() => model.close());
    const folder = temporaryFolder();
    const args = (limit: number) =>
      runArguments(model.url, folder, 'mbpp.code', '--limit', String(limit), '--queue', redis.url);
    const wasm = startWorker(redis.url, '--sandbox', 'wasm');
    expectCode(await runHere(args(2)), 0);
    wasm.process.kill('SIGTERM');
    expectCode(await wasm.ended, 0);
    const native = startWorker(redis.url, '--sandbox', 'native');
    const run = startCli(args(4));
    let said = '';
    run.process.stderr?.on('data', text => {
      said += text;
    });
    await until(() => said.includes('does not join'));
    run.process.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expectCode({ code, stderr }, 130);
    expect(stderr).toMatch(/A worker on .* does not join: sandbox native .*wasm.*wanted\./);
    expect(stderr).toMatch(/nothing done is lost\. The same command goes on from here\.\n$/);
    native.process.kill('SIGTERM');
    await native.ended;
    startWorker(redis.url, '--sandbox', 'wasm');
    expectCode(await runHere(args(4)), 0);
    expect(verdictsIn(folder)).toHaveLength(4);
  });

  it('is only planned with --dry-run, whatever the queue', async () => {
    const args = runArguments('http://127.0.0.1:1/v1', temporaryFolder(), 'gsm8k.cot', '--dry-run');
    expectCode(await runHere([...args, '--queue', 'redis://127.0.0.1:1']), 0);
  });
});
