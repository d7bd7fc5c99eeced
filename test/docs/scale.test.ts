import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openStatus } from '../../src/queue/status.ts';
import { type Outcome, startCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithRedis, redisProgram } from '../support/redis.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { documentedCommands } from './documented.ts';

const page = documentedCommands('docs/scale.md').map(({ text }) => text);
const shown = 'redis://127.0.0.1:6379';
const ofQueue = page.filter(text => text.startsWith('eurus-eval ') && text.includes(shown));

/** A word list as a shell would make it of these commands, which quote nothing but an empty text. */
const wordsOf = (text: string): readonly string[] =>
  text.split(/\s+/).map(word => (word === "''" ? '' : word));

/** The server that the page starts, on a port and in a folder of this test. */
const startDocumented = async (port: number, folder: string): Promise<ChildProcess> => {
  const [line = ''] = page.filter(text => text.startsWith('redis-server '));
  const [, ...args] = wordsOf(line.replace('--port 6379', `--port ${port}`));
  const child = spawn(redisProgram, [...args, '--dir', folder], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
};

const looksAt = async (url: string) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await openStatus({ url });
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(100);
    }
  }
};

/** A worker that has not shown itself yet may not know of SIGTERM either. */
const allThere = async (
  reader: Awaited<ReturnType<typeof openStatus>>,
  workers: readonly ReturnType<typeof startCli>[],
): Promise<void> => {
  while (workers.every(({ process }) => process.exitCode === null)) {
    if ((await reader.read()).workers.length === workers.length) return;
    await sleep(100);
  }
};

describeWithData('the commands of docs/scale.md', () => {
  describeWithRedis('about the queue', () => {
    it('work one after the other, with the server that the page starts', async () => {
      const folder = temporaryFolder();
      writeFileSync(
        join(folder, 'answers.jsonl'),
        // An answer to each question of GSM8K.
        Array.from({ length: 1319 }, (_, row) => `{"id":"${row}","text":"The answer is 18"}\n`).join(''),
      );
      const port = await freePort();
      const server = await startDocumented(port, folder);
      const url = `redis://127.0.0.1:${port}`;
      const run = (text: string) =>
        startCli(wordsOf(text.replace(shown, url)).slice(1), {
          cwd: folder,
          env: { EURUS_DATA_DIR: dataDirectory, XDG_CACHE_HOME: folder },
        });
      const workers: ReturnType<typeof startCli>[] = [];
      const ended: [string, Outcome][] = [];
      try {
        const reader = await looksAt(url);
        const { server: facts, problems } = await reader.read();
        expect(facts).toMatchObject({ policy: 'noeviction', appendOnly: true, maxBytes: 2 ** 30 });
        expect(problems).toEqual([]);
        for (const text of ofQueue) {
          if (/^eurus-eval worker /.test(text)) {
            workers.push(run(text));
            await allThere(reader, workers);
          } else ended.push([text, await run(text).ended]);
        }
        reader.close();
      } finally {
        for (const { process } of workers) process.kill('SIGTERM');
        const codes = await Promise.all(workers.map(async worker => (await worker.ended).code));
        server.kill('SIGKILL');
        expect(codes).toEqual(workers.map(() => 0));
      }
      expect(workers.length).toBeGreaterThan(0);
      expect(ended.map(([text]) => text.split(' ')[1])).toEqual(['score', 'status']);
      for (const [text, { code, stdout, stderr }] of ended) {
        expect(code, `${text}\n${stdout}${stderr}`).toBe(0);
      }
      expect(ended[0]?.[1].stdout).toMatch(/gsm8k\.cot .*strict/);
      expect(ended[1]?.[1].stdout).toContain(`${workers.length} workers`);
    });
  });
});
