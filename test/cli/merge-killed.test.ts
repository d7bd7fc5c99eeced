import { randomInt } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';
import { rounds } from '../support/thorough.ts';
import { filesIn, runCommand, startSameModel } from './merge-shards.ts';

const kills = rounds({ usual: 4, thorough: 15, whole: 40 });

/** Long answers, so that writing takes a while. */
const padding = ' and so on'.repeat(3000);

/** Kills a merge at a moment of its work: every other time soon after it has begun to write, else up to after its end. */
const killMerge = async (args: readonly string[], out: string, round: number): Promise<boolean> => {
  const { process: child, ended } = startCli(args);
  while (child.exitCode === null && !existsSync(`${out}.merging`)) await sleep(1);
  await sleep(randomInt(round % 2 === 0 ? 20 : 400));
  child.kill('SIGKILL');
  return (await ended).code === null;
};

describe('a merge that is killed', () => {
  it(`leaves what it writes absent or whole, ${kills} times, and the next one makes it`, {
    timeout: 300_000 + kills * 10_000,
  }, async () => {
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 150);
    const server = await startSameModel(padding);
    const at = (name: string): string => join(folder, name);
    try {
      const command = [...runCommand([benchmark], server.url, folder), '--run-name', 'x', '--quiet'];
      for (const index of [1, 2]) {
        expectCode(await runCli([...command, '--shard', `${index}/2`]), 0);
      }
    } finally {
      await server.close();
    }
    const [first, second] = [at('x.shard-1-of-2'), at('x.shard-2-of-2')];
    const merge = (name: string, ...shards: readonly string[]) => ['merge', at(name), ...shards, '--quiet'];
    expectCode(await runCli(merge('calm', first, second)), 0);
    const whole = filesIn(at('calm'));
    let killed = 0;
    for (let round = 0; round < kills; round += 1) {
      if (await killMerge(merge('out', first, second), at('out'), round)) killed += 1;
      if (!existsSync(at('out'))) continue;
      expect(filesIn(at('out'))).toEqual(whole);
      rmSync(at('out'), { recursive: true });
    }
    expect(killed).toBeGreaterThan(0);
    // What is there of an earlier merge loses nothing: each file is as it was, or as it will be.
    expectCode(await runCli(merge('out', first)), 1);
    const part = filesIn(at('out'));
    for (let round = 0; round < kills; round += 1) {
      await killMerge(merge('out', second), at('out'), round);
      for (const [name, text] of filesIn(at('out'))) {
        if (name.startsWith('run.lock')) continue;
        expect([part.get(name), whole.get(name)].includes(text), `${name} of round ${round}`).toBe(true);
      }
    }
    expectCode(await runCli(merge('out', first, second)), 0);
    expect(filesIn(at('out'))).toEqual(whole);
    expect(existsSync(`${at('out')}.merging`)).toBe(false);
  });
});
