import { buildConnector } from 'undici';

/** Connects as undici does by itself, and remembers what it does not say: whether a lost connection was a used one. */
export type Connector = {
  readonly connect: buildConnector.connector;
  /** True when an answer had come over the connection whose loss was thrown. */
  wasUsed(thrown: unknown): boolean;
};

export const createConnector = (timeoutMs: number): Connector => {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  const lostWhenUsed = new WeakSet<Error>();
  return {
    connect: (options, callback) =>
      connect(options, (...result) => {
        const [, socket] = result;
        socket?.on('error', error => {
          if (socket.bytesRead > 0) lostWhenUsed.add(error);
        });
        callback(...result);
      }),
    wasUsed: thrown => thrown instanceof Error && lostWhenUsed.has(thrown),
  };
};
