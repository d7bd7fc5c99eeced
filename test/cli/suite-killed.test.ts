import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { taskName } from '../../src/run/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGoldServer } from '../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';

const limit = rounds({ usual: 4, thorough: 6 });

/** Keys of whole lines; a kill may have cut the last one. */
const keysIn = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap(file =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line).key),
  );

describeWithData('the suite eurus, killed in the middle', () => {
  it('goes on by the same command, and has every sample of every benchmark once', async () => {
    const folder = temporaryFolder();
    const tasks = resolveTasks({ names: ['eurus'] });
    const server = await startGoldServer({ tasks, api: 'chat', provider: 'vllm', latencyMs: 40 });
    const args = [
      ...['run', 'eurus', '--limit', String(limit), '--model', 'vllm/gold', '--base-url', server.url],
      ...['--concurrency', '2', '--data-dir', dataDirectory, '--results', folder, '--run-name', 'killed'],
    ];
    const completions = join(folder, 'killed', 'completions');
    const total = limit * tasks.length;
    try {
      for (const share of [1 / 4, 2 / 3]) {
        const started = startCli(args);
        while (started.process.exitCode === null && keysIn(completions).length < share * total) {
          await sleep(50);
        }
        started.process.kill('SIGKILL');
        expect((await started.ended).code).toBeNull();
        expect(keysIn(completions).length).toBeLessThan(total);
      }
      const last = await runCli(args);
      expectCode(last, 0);
      const names = tasks.map(taskName);
      for (const kind of ['completions', 'verdicts']) {
        const keys = keysIn(join(folder, 'killed', kind));
        expect(new Set(keys).size).toBe(total);
        expect(keys).toHaveLength(total);
        for (const name of names) {
          expect(keys.filter(key => key.startsWith(`${name}/`))).toHaveLength(limit);
        }
      }
      // What was being answered when it was killed is asked again, and the first answers of a task that were held back
      // until it was known whether the server goes on from a start; nothing else.
      const [kills, inFlight, heldBack] = [2, 2, 4];
      expect(server.requests()).toBeLessThanOrEqual(total + kills * (inFlight + heldBack));
    } finally {
      await server.close();
    }
  });
});
