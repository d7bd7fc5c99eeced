import { exitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on a Ctrl-C that the terminal has sent to everybody already: two signals, one wish. */
const oneWishMs = 150;
export type InterruptOptions = {
  /** False for work that the first wish drops. */
  readonly drains: boolean;
  /** What the same command will do after it was stopped at once. */
  readonly goesOn?: string;
  /** How long dropping everything may take; 10 s when left out. */
  readonly patienceMs?: number;
  /** True for work that ends at once and needs no word about it. */
  readonly silent?: boolean;
};

/**
 * Runs work that can be stopped in three steps. The first Ctrl-C (or SIGTERM, SIGHUP) starts nothing new and finishes
 * what is in flight, the second drops it; work without `drains` is dropped by the first. One more, or a while in which
 * nothing happens, ends the process at once: all that is kept is on disk by then.
 */
export const withInterrupts = async <T>(
  terminal: Terminal,
  { drains, goesOn, patienceMs = 10_000, silent = false }: InterruptOptions,
  work: (signals: { drain: AbortSignal; abort: AbortSignal }) => Promise<T>,
): Promise<T> => {
  const drain = new AbortController();
  const abort = new AbortController();
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => {
    terminal.status('');
    terminal.note(`Stopped at once.${goesOn === undefined ? '' : ` ${goesOn}`}`);
    process.exit(exitCode.interrupted);
  };
  const onSignal = (): void => {
    const sinceLastMs = performance.now() - lastAtMs;
    lastAtMs = performance.now();
    if (sinceLastMs < oneWishMs) return;
    if (abort.signal.aborted) leave();
    else if (drain.signal.aborted || !drains) {
      if (!silent) terminal.note('Stopping now.');
      timer = setTimeout(leave, patienceMs);
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
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, onSignal);
  }
};
