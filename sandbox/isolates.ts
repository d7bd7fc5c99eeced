import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf, type SandboxAvailability } from '../src/core/index.ts';

/**
 * For processes with isolates. Collecting compiled WebAssembly (Node itself uses some) on a thread of V8 while an
 * isolate is destroyed on another can lock both for ever.
 */
export const workerFlags = ['--disable-warning=ExperimentalWarning', '--no-wasm-code-gc'];

export const REINSTALL = 'Install the packages again: npm ci';

/** Folder and version of an installed package. @throws Error when it is not installed */
export const readPackage = (name: string): { readonly folder: string; readonly version: string } => {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return { folder: dirname(path), version };
};

/** Whether isolated-vm can be loaded here. */
export const isolatesHere = (): SandboxAvailability => {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const { folder, version } = readPackage('isolated-vm');
    const binaries = [join(folder, 'prebuilds', platform), join(folder, 'build', 'Release')];
    if (binaries.some(existsSync))
      return { available: true, detail: `isolated-vm ${version} for ${platform}` };
    return {
      available: false,
      reason: `isolated-vm ${version} has no binary for ${platform}`,
      hint: 'Build it: npm rebuild isolated-vm (needs a C++ compiler and Python)',
    };
  } catch (error) {
    return { available: false, reason: messageOf(error), hint: REINSTALL };
  }
};
