/** What is to be called when a signal aborts: one listener for all, as many tries share a signal and each is short. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `act` when the signal aborts; at once when it has. */
export const whenStopped = (signal: AbortSignal, act: () => void): void => {
  if (signal.aborted) act();
  else (waiting.get(signal) ?? listen(signal)).add(act);
};

/** Takes that back. */
export const noMore = (signal: AbortSignal, act: () => void): void => {
  waiting.get(signal)?.delete(act);
};

const listen = (signal: AbortSignal): Set<() => void> => {
  const acts = new Set<() => void>();
  waiting.set(signal, acts);
  const onAbort = (): void => {
    for (const act of [...acts]) act();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return acts;
};
