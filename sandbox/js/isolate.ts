import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import ivm from 'isolated-vm';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const MIN_MEMORY_MB = 16;

const source = (name: string): readonly [specifier: string, text: string] => {
  const text = readFileSync(new URL(`./guest.${name}${extension}`, import.meta.url), 'utf8');
  return [`./guest.${name}${extension}`, extension === '.ts' ? stripTypeScriptTypes(text) : text];
};

const guests = {
  candidate: ['candidate', 'absent', 'inspect', 'timers', 'wire'].map(source),
  tests: ['tests', 'assert', 'timers', 'wire'].map(source),
} as const;

export type Transferable = ivm.Transferable;
export type GuestFunction = ivm.Reference<(...values: unknown[]) => unknown>;

/** A fresh isolate with our part of a guest in it; nothing of the program has run yet. */
export const openIsolate = (
  side: keyof typeof guests,
  memoryMb: number,
  onCatastrophe: (message: string) => void,
) => {
  const isolate = new ivm.Isolate({
    memoryLimit: Math.max(memoryMb, MIN_MEMORY_MB),
    onCatastrophicError: onCatastrophe,
  });
  const context = isolate.createContextSync();
  const modules = new Map(
    guests[side].map(([name, text]) => [name, isolate.compileModuleSync(text, { filename: name })]),
  );
  const find = (name: string): ivm.Module => {
    const found = modules.get(name);
    if (found === undefined) throw new Error(`no guest module ${name}`);
    return found;
  };
  const entry = find(`./guest.${side}${extension}`);
  entry.instantiateSync(context, find);
  entry.evaluateSync();
  return {
    isolate,
    context,
    functionOf: (name: string) => entry.namespace.getSync(name, { reference: true }) as GuestFunction,
    dispose: (): void => {
      if (!isolate.isDisposed) isolate.dispose();
    },
  };
};

export type GuestIsolate = ReturnType<typeof openIsolate>;
export const callback = (run: (...values: unknown[]) => unknown) => new ivm.Callback(run);
export const reference = (run: (...values: never[]) => unknown) => new ivm.Reference(run);
