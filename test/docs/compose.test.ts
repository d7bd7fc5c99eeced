import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../src/cli/commands.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithRedis } from '../support/redis.ts';
import { projectRoot } from '../support/requires.ts';

const folder = join(projectRoot, 'examples', 'compose');
const { services, volumes } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), { merge: true });
const password = 'a1B2c3';

/** As Compose hands it on: `$$` is a dollar sign of the container's own. */
const inContainer = (text: string): string => text.replaceAll('$$', '$');

describe('the Compose file', () => {
  it('names files, volumes and commands that there are', () => {
    expect(services.worker.build.dockerfile).toBe('examples/compose/Dockerfile');
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toMatch(
      /^FROM node:24[\s\S]*bubblewrap[\s\S]*ENTRYPOINT/m,
    );
    expect(Object.keys(volumes)).toEqual(['queue', 'data']);
    const [name] = services.worker.command.split(' ');
    expect(commands.map(command => command.name)).toContain(name);
  });

  it('gives programs what the native sandbox needs, and nothing else', () => {
    for (const name of ['worker', 'eval']) {
      const { cap_drop, security_opt, privileged, cap_add } = services[name];
      expect(cap_drop).toEqual(['ALL']);
      expect(security_opt).toEqual(['seccomp=unconfined', 'apparmor=unconfined', 'no-new-privileges']);
      expect([privileged, cap_add]).toEqual([undefined, undefined]);
    }
  });

  it('opens the server to this machine only, unless told otherwise, and puts no password on a command line', () => {
    expect(services.redis.ports).toEqual([expect.stringContaining('{QUEUE_BIND:-127.0.0.1}:6379:6379')]);
    const text = JSON.stringify([services.redis.command, services.worker.command]);
    expect(text).not.toMatch(/[^$]\$\{?EURUS_QUEUE_PASSWORD/);
  });
});

describeWithRedis('the server of the Compose file', () => {
  it('starts by its command with the settings of a queue, and is healthy with the password only', async () => {
    const [program, ...args] = (services.redis.command as readonly string[]).map(inContainer);
    const [home, port] = [temporaryFolder(), await freePort()];
    const config = readFileSync(join(folder, 'redis.conf'), 'utf8').replace('dir /data', `dir ${home}`);
    writeFileSync(join(home, 'given.conf'), `${config}port ${port}\n`);
    const here = (text: string): string =>
      text
        .replaceAll('/etc/eurus-redis.conf', `${home}/given.conf`)
        .replaceAll('/tmp/redis.conf', `${home}/redis.conf`);
    const env = { PATH: process.env.PATH, EURUS_QUEUE_PASSWORD: password };
    const server = spawn(program ?? '', args.map(here), { env, stdio: 'ignore' });
    const redis = new Redis(port, '127.0.0.1', { password, maxRetriesPerRequest: null }).on(
      'error',
      () => {},
    );
    try {
      const setting = async (name: string) => ((await redis.config('GET', name)) as readonly string[])[1];
      expect(await setting('maxmemory-policy')).toBe('noeviction');
      expect(await setting('appendonly')).toBe('yes');
      expect(await setting('maxmemory')).toBe(String(2 ** 30));
      expect(await setting('save')).toBe('');
      const [, check] = services.redis.healthcheck.test as readonly [string, string];
      const script = inContainer(check).replace('redis-cli', `redis-cli -p ${port}`);
      const health = (word: string) =>
        spawnSync('sh', ['-c', script], { env: { ...env, EURUS_QUEUE_PASSWORD: word } }).status;
      expect([health(password), health('wrong')]).toEqual([0, 1]);
    } finally {
      redis.disconnect();
      // The shell has become the server: it takes the signal itself.
      server.kill('SIGTERM');
      while (server.exitCode === null && server.signalCode === null) await sleep(20);
    }
    expect(server.exitCode).toBe(0);
  });
});
