import type { SandboxKind } from '../src/core/index.ts';
import { js } from './js/host.ts';
import { native } from './native/host.ts';
import { wasm } from './wasm/host.ts';

export { withLanguage } from './with-language.ts';

/** Every kind of sandbox there is; where one is to be chosen, the first of its language that can work here. */
export const sandboxes: readonly SandboxKind[] = [native, wasm, js];

/** The kind of that name, or undefined. */
export const findSandbox = (name: string): SandboxKind | undefined =>
  sandboxes.find(kind => kind.name === name);
