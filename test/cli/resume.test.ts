import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGoldServer } from '../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';

const kills = rounds({ usual: 2, thorough: 6 });
const limit = rounds({ usual: 40, thorough: 120 });
const selection = ['gsm8k', 'humaneval', '--limit', String(limit)];

/** Everything in a summary but the time it took. */
const withoutTime = (json: string): unknown =>
  JSON.parse(json, (key, value) => (key === 'duration_s' || key === 'tokens' ? undefined : value));

const keysIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap(file =>
    readFileSync(join(folder, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).key),
  );

describeWithData('a run that is killed', () => {
  it(`ends with every sample once and the undisturbed table after ${kills} SIGKILLs at random moments`, async () => {
    const folder = temporaryFolder();
    const server = await startGoldServer({
      tasks: resolveTasks({ names: ['gsm8k', 'humaneval'] }),
      api: 'chat',
      provider: 'vllm',
      wrong: (_key, index) => index % 4 === 1,
      latencyMs: 40,
    });
    const args = (name: string): readonly string[] => [
      ...['run', ...selection, '--model', 'vllm/gold', '--base-url', server.url, '--concurrency', '4'],
      ...['--data-dir', dataDirectory, '--results', folder, '--run-name', name, '--json'],
    ];
    try {
      const calm = await runCli(args('calm'));
      expectCode(calm, 0);
      for (let kill = 0; kill < kills; kill += 1) {
        const started = startCli(args('killed'));
        await sleep(150 + randomInt(1200));
        started.process.kill('SIGKILL');
        await started.ended;
      }
      const last = await runCli(args('killed'));
      expectCode(last, 0);
      expect(withoutTime(last.stdout)).toEqual(withoutTime(calm.stdout));
      for (const kind of ['completions', 'verdicts']) {
        const keys = keysIn(join(folder, 'killed', kind));
        expect(new Set(keys).size).toBe(keys.length);
        expect([...keys].sort()).toEqual([...keysIn(join(folder, 'calm', kind))].sort());
      }
    } finally {
      await server.close();
    }
  });

  it('finishes what is in flight on the first Ctrl-C, says how to go on, and exits with 130', async () => {
    const folder = temporaryFolder();
    const server = await startGoldServer({
      tasks: resolveTasks({ names: ['gsm8k'] }),
      api: 'chat',
      provider: 'vllm',
      latencyMs: 100,
    });
    const args = [
      ...[
        'run',
        'gsm8k',
        '--limit',
        '80',
        '--model',
        'vllm/gold',
        '--base-url',
        server.url,
        '--concurrency',
        '4',
      ],
      ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'stopped'],
    ];
    try {
      const started = startCli(args);
      const completions = join(folder, 'stopped', 'completions', 'gsm8k.cot.jsonl');
      while (!existsSync(completions) || readFileSync(completions).length === 0) await sleep(20);
      started.process.kill('SIGINT');
      const { code, stderr } = await started.ended;
      expectCode({ code, stderr }, 130);
      expect(stderr).toContain('The same command goes on from here.');
      const done = readFileSync(completions, 'utf8').trimEnd().split('\n').length;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(80);
      const again = await runCli(args);
      expectCode(again, 0);
      expect(server.requests()).toBe(80);
    } finally {
      await server.close();
    }
  });
});
