import type { Execute, Sandbox } from '../core/index.ts';

/** A sandbox that is opened by its first use, once. */
export type LazySandbox = {
  readonly execute: Execute;
  /** @throws EurusError `SANDBOX_MISSING` */
  open(): Promise<Sandbox>;
  /** The sandbox, once it is open. */
  opened(): Sandbox | null;
  /** Closes it if it was opened; programs that run in it reject. */
  close(): Promise<void>;
};

export const lazySandbox = (openSandbox: () => Promise<Sandbox>): LazySandbox => {
  let opening: Promise<Sandbox> | null = null;
  let opened: Sandbox | null = null;
  let closing: Promise<void> | null = null;
  const open = (): Promise<Sandbox> => {
    opening ??= openSandbox().then(sandbox => {
      opened = sandbox;
      return sandbox;
    });
    return opening;
  };
  return {
    open,
    opened: () => opened,
    execute: async program => (await open()).run(program),
    close: () => {
      closing ??= (opening ?? Promise.resolve(null)).then(
        sandbox => sandbox?.close(),
        () => {},
      );
      return closing;
    },
  };
};
