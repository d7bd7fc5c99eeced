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

/** Does something if it can be done soon: clearing up must not keep a command from ending. */
export const soon = async (act: () => Promise<void>): Promise<void> => {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, 3000);
  await Promise.race([act().catch(() => {}), late.promise]);
  clearTimeout(timer);
};
