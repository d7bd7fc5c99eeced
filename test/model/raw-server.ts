import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export type RawServer = {
  readonly url: string;
  /** Requests that arrived as a whole. */
  requests(): number;
  connections(): number;
  close(): Promise<void>;
};

/**
 * A server that knows no HTTP but the end of a request: what it sends is bytes.
 * @param answer the how-manieth request it is, over the server and over its connection, both from 0
 */
export const startRawServer = async (
  answer: (socket: Socket, request: number, ofConnection: number) => void,
): Promise<RawServer> => {
  const sockets = new Set<Socket>();
  let [requests, connections] = [0, 0];
  const server = createServer({ noDelay: true }, socket => {
    connections += 1;
    let [got, ofConnection] = ['', 0];
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      got += chunk.toString('latin1');
      const body = got.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0);
      if (body < 4 || got.length < body + length) return;
      got = got.slice(body + length);
      answer(socket, requests++, ofConnection++);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: () => requests,
    connections: () => connections,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
