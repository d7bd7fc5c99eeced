/**
 * A model server for measuring clients, in a process of its own: `http-server.ts LATENCY_MS [KIND]`. Prints its port.
 * KIND: `unlimited`; `wall`, 429 above 40 under way; `knee`, latency grows with the square beyond 64 under way.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const latencyMs = Number(process.argv[2] ?? 0);
const kind = process.argv[3] ?? 'unlimited';
const wall = kind === 'wall' ? 40 : Number.POSITIVE_INFINITY;
const knee = kind === 'knee' ? 64 : Number.POSITIVE_INFINITY;

const answer = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content: 'answer 1' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
});
const refusal = JSON.stringify({ error: { message: 'too many requests' } });
const models = JSON.stringify({ object: 'list', data: [{ id: 'bench', object: 'model' }] });

const send = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
};

let underWay = 0;
const server = createServer((request, response) => {
  if (request.method === 'GET') return send(response, 200, models);
  request.resume().on('end', () => {
    if (underWay >= wall) return send(response, 429, refusal);
    underWay += 1;
    const finish = (): void => {
      underWay -= 1;
      send(response, 200, answer);
    };
    const waitMs = latencyMs * Math.max(1, underWay / knee) ** 2;
    if (waitMs === 0) finish();
    else setTimeout(finish, waitMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => console.log((server.address() as AddressInfo).port));
