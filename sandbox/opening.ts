import { availableParallelism } from 'node:os';
import { EurusError } from '../src/core/index.ts';

/** The error of a sandbox that cannot work on this machine. */
export const cannotWork = (
  name: string,
  { reason, hint }: { readonly reason: string; readonly hint: string },
): EurusError =>
  new EurusError('SANDBOX_MISSING', `The ${name} sandbox cannot work here: ${reason}`, { hint });

/** As many workers as were asked for; 0 means one for each processor. */
export const workerCount = (asked: number): number => Math.max(1, asked || availableParallelism());
