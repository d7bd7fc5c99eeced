import type { Terminal } from './terminal.ts';

/**
 * Runs work that can be stopped in two steps: the first Ctrl-C (or SIGTERM) starts nothing new and
 * finishes what is in flight, the second drops it.
 */
export const withInterrupts = async <T>(
  terminal: Terminal,
  work: (signals: { drain: AbortSignal; abort: AbortSignal }) => Promise<T>,
): Promise<T> => {
  const drain = new AbortController();
  const abort = new AbortController();
  const onSignal = (): void => {
    if (drain.signal.aborted) {
      terminal.note('Stopping now.');
      abort.abort();
    } else {
      terminal.note('Stopping: finishing what is in flight (press Ctrl-C again to drop it).');
      drain.abort();
    }
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work({ drain: drain.signal, abort: abort.signal });
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
};
