import type { Limits } from '../../src/core/index.ts';

/** Hard maximum of a guest's linear memory, whatever a program's own limit says. */
export const MAX_MEMORY_MB = 1024;
/** Below this a cap would cut into the interpreter itself. */
const MIN_MEMORY_MB = 64;
/** A cell that is interrupted has so long to end; then its interpreter goes, and what it did with it. */
export const INTERRUPT_GRACE_MS = 500;
const MB = 1024 * 1024;

/** Cap on a guest's memory; `extraBytes` is what the interpreter itself takes more than the plain one. */
export const memoryLimitBytes = ({ memoryMb }: Limits, extraBytes: number): number =>
  Math.min(Math.max(memoryMb, MIN_MEMORY_MB) * MB + extraBytes, MAX_MEMORY_MB * MB);
