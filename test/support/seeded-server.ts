import { startServer } from '../../src/scripted/index.ts';
import { createSeededModel } from './sample-questions.ts';

/**
 * The seeded model as a process of its own: `seeded-server.ts PORT LATENCY_MS [POISON]`. Says its address once it
 * listens. A question that holds POISON ends the process at once.
 */
const [port, latencyMs, poison = ''] = process.argv.slice(2);
const model = await createSeededModel();
const server = await startServer({
  port: Number(port),
  latencyMs: Number(latencyMs),
  answer: request => {
    if (poison !== '' && request.lastUserText.includes(poison)) process.kill(process.pid, 'SIGKILL');
    return model(request);
  },
});
process.stdout.write(`${server.url}\n`);
