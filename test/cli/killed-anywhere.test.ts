import { randomInt } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { runCli, type Started, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';
import { smallDisk } from '../support/small-disk.ts';
import { rounds } from '../support/thorough.ts';

/** How often the program is killed: usually few, because starting it is what takes time. */
const kills = rounds({ usual: 4, thorough: 10, whole: 18 });
const killsOnFullDisk = rounds({ usual: 2, thorough: 4, whole: 8 });
const trials = 3;
const concurrency = 4;

type Sayings = {
  readonly server: ScriptedServer;
  /** While true, some requests are refused for good. */
  faulty: boolean;
  refused: number;
};

/** Right but for every fifth sample, and every third in odd trials: what is mixed up shows in the numbers. */
const startSayings = async (latencyMs: number): Promise<Sayings> => {
  let count = 0;
  const server = await startServer({
    models: ['m'],
    latencyMs,
    answer: ({ lastUserText, seed }) => {
      const [, id = '', n = ''] = /^(\w+) question (\d+)$/.exec(lastUserText) ?? [];
      count += 1;
      if (sayings.faulty && count % 11 === 0) {
        sayings.refused += 1;
        return { status: 400, body: { error: { message: 'refused for a while' } } };
      }
      const wrong = Number(n) % 5 === 1 || (Number(seed) % 2 === 1 && Number(n) % 3 === 0);
      return wrong ? `${id} answer to something else, in trial ${seed}` : `${id} answer ${n}`;
    },
  });
  const sayings: Sayings = { server, faulty: false, refused: 0 };
  return sayings;
};

const command = (
  benchmarks: readonly string[],
  url: string,
  results: string,
  name: string,
): readonly string[] => [
  ...['run', ...benchmarks, '--model', 'vllm/m', '--base-url', url, '--n', String(trials), '--seed', '0'],
  ...['--concurrency', String(concurrency), '--results', results, '--run-name', name, '--json'],
];

const kinds = ['completions', 'verdicts'] as const;

const filesOf = (directory: string): readonly string[] =>
  kinds.flatMap(kind => {
    const folder = join(directory, kind);
    return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : [];
  });

const keysIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .flatMap(name => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line).key)
    .sort();

/** Everything in a summary but the time it took. */
const withoutTime = (json: string): unknown =>
  JSON.parse(json, (key, value) => (key === 'duration_s' ? undefined : value));

const expectSame = (directory: string, calm: string): void => {
  for (const kind of kinds) {
    const keys = keysIn(join(directory, kind));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(keysIn(join(calm, kind)));
  }
  const summary = (of: string): unknown => withoutTime(readFileSync(join(of, 'summary.json'), 'utf8'));
  expect(summary(directory)).toEqual(summary(calm));
  const names = readdirSync(directory, { recursive: true }).map(String);
  expect(names.filter(name => name.includes('.lock') || name.endsWith('.tmp'))).toEqual([]);
};

/** Ends a last line in its middle, or leaves the start of another, as a kill or a loss of power within a write does. */
const tear = (directory: string): void => {
  const files = filesOf(directory).filter(file => file.endsWith('.jsonl') && readFileSync(file).length > 0);
  const file = files[randomInt(Math.max(1, files.length))];
  if (file === undefined) return;
  const bytes = readFileSync(file);
  const lastLine = bytes.length - (bytes.lastIndexOf('\n', bytes.length - 2) + 1);
  const way = randomInt(4);
  if (way < 2) truncateSync(file, bytes.length - 1 - randomInt(lastLine));
  else if (way === 2) appendFileSync(file, Buffer.alloc(1 + randomInt(5000)));
  else if (bytes.at(-1) === 10) appendFileSync(file, bytes.subarray(0, 1 + randomInt(40)));
};

/**
 * Kills the program after some more requests, or at a moment that may be before the first.
 * @returns false when it had ended before
 */
const killAtRandom = async (started: Started, server: ScriptedServer, round: number): Promise<boolean> => {
  const until = server.requests() + 1 + randomInt(20);
  const deadline = round % 4 === 3 ? performance.now() + randomInt(1200) : Number.POSITIVE_INFINITY;
  while (started.process.exitCode === null && server.requests() < until && performance.now() < deadline)
    await sleep(2);
  await sleep(randomInt(25));
  started.process.kill('SIGKILL');
  return (await started.ended).code === null;
};

describe('a run that is killed anywhere', () => {
  it(`has every trial of every benchmark once, and the undisturbed table, after ${kills} SIGKILLs and torn lines`, {
    timeout: 300_000 + kills * 6000,
  }, async () => {
    const folder = temporaryFolder();
    const samples = 10 + kills * 4;
    const benchmarks = ['sums', 'words'].map(id => writeBenchmark(folder, id, samples));
    const total = benchmarks.length * samples * trials;
    const sayings = await startSayings(15);
    const { server } = sayings;
    try {
      const args = (name: string) => command(benchmarks, server.url, folder, name);
      const calm = await runCli(args('calm'));
      expectCode(calm, 0);
      expect(server.requests()).toBe(total);
      sayings.faulty = true;
      let [torn, killed] = [0, 0];
      for (let kill = 0; kill < kills; kill += 1) {
        if (await killAtRandom(startCli(args('killed')), server, kill)) killed += 1;
        if (kill % 3 === 0) continue;
        tear(join(folder, 'killed'));
        torn += 1;
      }
      expect(killed).toBe(kills);
      sayings.faulty = false;
      const last = await runCli(args('killed'));
      expectCode(last, 0);
      expect(withoutTime(last.stdout)).toEqual(withoutTime(calm.stdout));
      expectSame(join(folder, 'killed'), join(folder, 'calm'));
      // What was under way, cut off or refused is asked again, and nothing else.
      const again = server.requests() - 2 * total;
      expect(again).toBeLessThanOrEqual(kills * concurrency + torn + sayings.refused);
    } finally {
      await server.close();
    }
  });

  it(`has every trial once after ${killsOnFullDisk} SIGKILLs at random moments on a disk that is full for a while`, {
    timeout: 300_000 + killsOnFullDisk * 8000,
  }, async context => {
    const disk = await smallDisk(4096);
    if (disk === null) return context.skip();
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 60 + killsOnFullDisk * 25);
    const sayings = await startSayings(8);
    const { server } = sayings;
    const ballast = join(disk.path, 'ballast');
    try {
      const args = (results: string, name: string) => command([benchmark], server.url, results, name);
      const calm = await runCli(args(folder, 'calm'));
      expectCode(calm, 0);
      const directory = join(disk.path, 'full');
      for (let kill = 0; kill < killsOnFullDisk; kill += 1) {
        const started = startCli(args(disk.path, 'full'));
        const before = server.requests();
        await until(started, () => server.requests() > before + randomInt(20));
        // From somewhere in the middle of the work nothing more fits.
        fillUp(ballast);
        await sleep(randomInt(400));
        // Some are killed while the disk is full, others when it has just been emptied.
        if (kill % 2 === 1) {
          rmSync(ballast);
          await sleep(randomInt(60));
        }
        started.process.kill('SIGKILL');
        expect((await started.ended).code).toBeNull();
        for (const file of filesOf(directory)) expectWholeLines(file);
        rmSync(ballast, { force: true });
      }
      const last = await runCli(args(disk.path, 'full'));
      expectCode(last, 0);
      expect(withoutTime(last.stdout)).toEqual(withoutTime(calm.stdout));
      expectSame(directory, join(folder, 'calm'));
    } finally {
      await server.close();
      await disk.remove();
    }
  });

  it('goes on when the disk was full for a while, also where it was killed meanwhile', async context => {
    const disk = await smallDisk(2048);
    if (disk === null) return context.skip();
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 100);
    const sayings = await startSayings(5);
    const { server } = sayings;
    const ballast = join(disk.path, 'ballast');
    const fill = (freeKib: number): void => writeFileSync(ballast, Buffer.alloc((2048 - freeKib) * 1024));
    try {
      const args = (results: string, name: string) => command([benchmark], server.url, results, name);
      const calm = await runCli(args(folder, 'calm'));
      expectCode(calm, 0);
      const directory = join(disk.path, 'full');
      // Killed while it waits: what it had in memory is gone, what it had written is whole.
      fill(100);
      const killed = startCli(args(disk.path, 'full'));
      await said(killed, 'the disk is full');
      killed.process.kill('SIGKILL');
      await killed.ended;
      for (const file of filesOf(directory)) expectWholeLines(file);
      // And one that waits until there is room.
      rmSync(ballast);
      fill(200);
      const waiting = startCli(args(disk.path, 'full'));
      await said(waiting, 'the disk is full');
      const asked = server.requests();
      await sleep(500);
      expect(server.requests() - asked).toBeLessThanOrEqual(concurrency);
      rmSync(ballast);
      const { code, stderr } = await waiting.ended;
      expectCode({ code, stderr }, 0);
      expect(stderr.match(/the disk is full/g)).toHaveLength(1);
      expectSame(directory, join(folder, 'calm'));
      expect(server.requests()).toBeLessThanOrEqual(2 * 300 + 2 * concurrency);
    } finally {
      await server.close();
      await disk.remove();
    }
  });
});

/** Takes all the room that is left on a small disk. */
const fillUp = (ballast: string): void => {
  for (const bytes of [64 * 1024, 4096]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
};

/** All but the last line, which a kill may have cut, can be read. */
const expectWholeLines = (file: string): void => {
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  for (const line of whole) expect(() => JSON.parse(line), `${file}: ${line}`).not.toThrow();
};

/** Waits for a fact; fails when the program ends before. */
const until = async ({ process: child }: Started, fact: () => boolean): Promise<void> => {
  while (!fact()) {
    expect(child.exitCode).toBeNull();
    await sleep(2);
  }
};

/** Waits for words on stderr. */
const said = async ({ process: child, ended }: Started, words: string): Promise<void> => {
  let text = '';
  const heard = new Promise<void>(resolve => {
    child.stderr?.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(words)) resolve();
    });
  });
  const over = ended.then(({ code, stderr }) => {
    throw new Error(`it ended with ${code} before it said "${words}": ${stderr}`);
  });
  await Promise.race([heard, over]);
  over.catch(() => {});
};
