import { describe, expect, it } from 'vitest';
import { queueFindings } from '../../src/cli/doctor-queue.ts';
import { runHere } from '../support/cli.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';

describeWithRedis('doctor with a queue', () => {
  it('says what server it is, how many workers are there, and what would be better', async () => {
    const server = await startRedis({ maxMemory: '16mb' });
    try {
      const { stdout } = await runHere(['doctor', '--queue', server.url, '--json']);
      const findings = JSON.parse(stdout) as readonly { what: string }[];
      const about = findings.filter(({ what }) => what.startsWith('queue'));
      expect(about).toEqual([
        {
          ...{ what: 'queue', state: 'works', advice: '' },
          detail: expect.stringMatching(
            /^127\.0\.0\.1:\d+: (?:Redis|Valkey) \d\S+, .* of 16 MiB, noeviction, .*answers in [\d.]+ ms; 0 workers$/,
          ),
        },
      ]);
      await server.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      expect(await queueFindings(server.url)).toMatchObject([
        { what: 'queue', state: 'works' },
        { what: 'queue server', state: 'fails', advice: expect.stringContaining('set noeviction') },
      ]);
    } finally {
      await server.stop();
    }
  });
});

describe('doctor with a queue that is not there', () => {
  it('says so, and what to do', async () => {
    expect(await queueFindings('redis://127.0.0.1:1')).toMatchObject([
      { what: 'queue', state: 'fails', detail: expect.stringContaining('cannot be reached') },
    ]);
    expect(await queueFindings('ftp://x')).toMatchObject([{ state: 'fails' }]);
  });
});
