import type { Terminal } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that can be stopped in two steps: the first Ctrl-C (or SIGTERM, SIGHUP) starts nothing new and
 * finishes what is in flight, the second drops it. Work without `drains` is dropped by the first.
 */
export const withInterrupts = async <T>(
  terminal: Terminal,
  { drains }: { readonly drains: boolean },
  work: (signals: { drain: AbortSignal; abort: AbortSignal }) => Promise<T>,
): Promise<T> => {
  const drain = new AbortController();
  const abort = new AbortController();
  const onSignal = (): void => {
    if (drain.signal.aborted || !drains) {
      terminal.note('Stopping now.');
      drain.abort();
      abort.abort();
    } else {
      terminal.note('Stopping: finishing what is in flight (press Ctrl-C again to drop it).');
      drain.abort();
    }
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work({ drain: drain.signal, abort: abort.signal });
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
};
