/** Timers without a clock of their own: the host waits, then says that time has passed. */
type Timer = {
  readonly id: number;
  dueMs: number;
  readonly everyMs: number | null;
  readonly run: () => unknown;
};

const MAX_TIMERS = 100_000;

const delayOf = (value: unknown): number => {
  const delay = Number(value);
  return delay >= 1 && delay <= 2 ** 31 - 1 ? Math.trunc(delay) : 1;
};

export const createTimers = () => {
  let timers: Timer[] = [];
  let lastId = 0;
  const add = (callback: unknown, delayMs: number, repeat: boolean, values: readonly unknown[]): number => {
    if (typeof callback !== 'function')
      throw new TypeError('The "callback" argument must be of type function.');
    if (timers.length >= MAX_TIMERS) throw new RangeError(`more than ${MAX_TIMERS} timers are waiting`);
    const timer = {
      id: ++lastId,
      dueMs: Date.now() + delayMs,
      everyMs: repeat ? delayMs : null,
      run: () => callback(...values),
    };
    timers.push(timer);
    return timer.id;
  };
  const remove = (id: unknown): void => {
    timers = timers.filter(timer => timer.id !== id);
  };
  const first = (): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers) if (found === undefined || timer.dueMs < found.dueMs) found = timer;
    return found;
  };
  return {
    functions: {
      setTimeout: (callback: unknown, delay?: unknown, ...values: unknown[]) =>
        add(callback, delayOf(delay), false, values),
      setInterval: (callback: unknown, delay?: unknown, ...values: unknown[]) =>
        add(callback, delayOf(delay), true, values),
      setImmediate: (callback: unknown, ...values: unknown[]) => add(callback, 0, false, values),
      clearTimeout: remove,
      clearInterval: remove,
      clearImmediate: remove,
    },
    /** Milliseconds until the next timer is due; -1 when none waits. */
    nextDelayMs: (): number => {
      const timer = first();
      return timer === undefined ? -1 : Math.max(0, timer.dueMs - Date.now());
    },
    /** Runs the timer that is due first. */
    fire: (): void => {
      const timer = first();
      if (timer === undefined) return;
      if (timer.everyMs === null) remove(timer.id);
      else timer.dueMs = Date.now() + timer.everyMs;
      timer.run();
    },
  };
};
