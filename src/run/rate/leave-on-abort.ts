type Stoppable = { readonly signal: AbortSignal | undefined; readonly stop: (reason: unknown) => void };

/**
 * Takes out of a line those whose signal is aborted. One listener for all that wait with a signal: they are many, and each
 * waits for a short time only.
 * @param admit is called then: they may have stood in the way of others
 * @returns to be told of the signal of each that joins the line
 */
export const leaveOnAbort = <T extends Stoppable>(
  waiting: Set<T>,
  admit: () => void,
): ((signal: AbortSignal | undefined) => void) => {
  const known = new WeakSet<AbortSignal>();
  return signal => {
    if (signal === undefined || known.has(signal)) return;
    known.add(signal);
    const onAbort = (): void => {
      for (const one of waiting) {
        if (one.signal !== signal) continue;
        waiting.delete(one);
        one.stop(signal.reason);
      }
      admit();
    };
    signal.addEventListener('abort', onAbort, { once: true });
  };
};
