/** Ends a run: by the user (`stop`), or by a failure that leaves nothing to go on with (`fail`). */
export type Halt = {
  /** Aborted when nothing is to be waited for any more: in-flight work is dropped. */
  readonly signal: AbortSignal;
  stop(): void;
  /** The first failure counts. */
  fail(error: unknown): void;
  /** @throws the failure, if there was one */
  rethrow(): void;
};

/** @param abort the user's wish to stop at once */
export const createHalt = (abort: AbortSignal | undefined): Halt => {
  const controller = new AbortController();
  let failure: { readonly error: unknown } | null = null;
  const stop = (): void => controller.abort();
  if (abort?.aborted) stop();
  else abort?.addEventListener('abort', stop, { once: true, signal: controller.signal });
  return {
    signal: controller.signal,
    stop,
    fail: error => {
      failure ??= { error };
      stop();
    },
    rethrow: () => {
      if (failure !== null) throw failure.error;
    },
  };
};
