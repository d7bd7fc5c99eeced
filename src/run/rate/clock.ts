/** Time, handed in so that tests can have their own. */
export type Clock = {
  /** Milliseconds from some moment on, never going back. */
  now(): number;
  /** Calls `act` once after so many milliseconds. @returns takes the call back */
  after(ms: number, act: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
