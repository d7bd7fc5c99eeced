import { EurusError } from '../core/index.ts';

/** Waits, or until a signal. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });

/**
 * The same as a promise, which need not settle: a command that was under way when a connection was lost never does once
 * the connection is given up.
 * @throws EurusError `INTERRUPTED` when the signal comes first
 */
export const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new EurusError('INTERRUPTED', 'The queue was closed.'));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => {});
  }
};

/** Does something if it can be done soon: clearing up must not keep a command from ending. */
export const soon = async (act: () => Promise<void>): Promise<void> => {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, 3000);
  await Promise.race([act().catch(() => {}), late.promise]);
  clearTimeout(timer);
};
