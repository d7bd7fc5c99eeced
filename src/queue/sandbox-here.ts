import type { Sandbox } from '../core/index.ts';
import { type LazySandbox, lazySandbox } from '../run/index.ts';

/** The sandbox of a worker: opened by the first run that needs it, and tried again for a later one when that failed. */
export type SandboxHere = Pick<LazySandbox, 'execute' | 'open' | 'opened' | 'close'>;

export const sandboxHere = (openSandbox: () => Promise<Sandbox>): SandboxHere => {
  let lazy = lazySandbox(openSandbox);
  return {
    execute: program => lazy.execute(program),
    opened: () => lazy.opened(),
    close: () => lazy.close(),
    open: async () => {
      try {
        return await lazy.open();
      } catch (thrown) {
        lazy = lazySandbox(openSandbox);
        throw thrown;
      }
    },
  };
};
