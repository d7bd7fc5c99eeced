import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { until } from './fixture.ts';

describeWithRedis('status --watch of a server that has stopped answering', () => {
  it('ends by Ctrl-C all the same', async () => {
    const redis = await startRedis();
    // Passes everything on, until it is told to keep it.
    let [isStuck, kept] = [false, 0];
    const relay = createServer(client => {
      const server = connect(redis.port, '127.0.0.1');
      for (const one of [client, server]) one.on('error', () => {});
      client.on('data', data => {
        if (isStuck) kept += 1;
        else server.write(data);
      });
      server.pipe(client);
      client.on('close', () => server.destroy());
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const address = relay.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const watching = startCli(['status', '--queue', `redis://127.0.0.1:${port}`, '--watch', '0.2']);
      await once(watching.process.stdout ?? watching.process, 'data');
      isStuck = true;
      // A look is waiting for its answer.
      await until(() => kept > 0);
      watching.process.kill('SIGINT');
      expect(await watching.ended).toMatchObject({ code: 0, stderr: '' });
    } finally {
      relay.close();
      await redis.stop();
    }
  });
});
