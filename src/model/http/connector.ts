import type { buildConnector } from 'undici';
import { undici } from './undici.ts';

/** Connects as undici does by itself, and remembers what it does not say: whether a lost connection was an old one. */
export type Connector = {
  readonly connect: buildConnector.connector;
  /** True when the connection whose loss was thrown stood before that time, as `performance.now()` counts. */
  stoodBefore(thrown: unknown, timeMs: number): boolean;
};

export const createConnector = (timeoutMs: number): Connector => {
  const connect = undici().buildConnector({ timeout: timeoutMs, allowH2: false });
  const connectedAt = new WeakMap<Error, number>();
  return {
    connect: (options, callback) =>
      connect(options, (...result) => {
        const [, socket] = result;
        const now = performance.now();
        socket?.on('error', error => connectedAt.set(error, now));
        callback(...result);
      }),
    stoodBefore: (thrown, timeMs) => {
      const at = thrown instanceof Error ? connectedAt.get(thrown) : undefined;
      return at !== undefined && at < timeMs;
    },
  };
};
