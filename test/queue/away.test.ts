import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { projectRoot } from '../support/requires.ts';
import { until } from './fixture.ts';

describeWithRedis('a coordinator whose Redis goes away for good', () => {
  it('lets its process end', async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const script = join(projectRoot, 'test/queue/support/coordinator-process.ts');
    const child = spawn(process.execPath, [script, redis.url, '500'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text;
    });
    await until(async () => Number(await redis.send('EXISTS', 'eurus-eval:runs')) === 1);
    await redis.kill();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(said).toMatch(/^Redis at .* (has been away for too long|cannot be reached: .*)\.\n$/);
  });
});
