import type { SandboxKind } from '../src/core/index.ts';
import { wasm } from './wasm/host.ts';

/** Every kind of sandbox there is. */
export const sandboxes: readonly SandboxKind[] = [wasm];

/** The kind of that name, or undefined. */
export const findSandbox = (name: string): SandboxKind | undefined =>
  sandboxes.find(kind => kind.name === name);
