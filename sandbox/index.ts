import type { SandboxKind } from '../src/core/index.ts';
import { js } from './js/host.ts';
import { wasm } from './wasm/host.ts';

export { withLanguage } from './with-language.ts';

/** Every kind of sandbox there is. */
export const sandboxes: readonly SandboxKind[] = [wasm, js];

/** The kind of that name, or undefined. */
export const findSandbox = (name: string): SandboxKind | undefined =>
  sandboxes.find(kind => kind.name === name);
