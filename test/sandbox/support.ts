import { findSandbox, sandboxes } from '../../sandbox/index.ts';
import { longestMs } from '../../sandbox/stretch.ts';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { describeWith, projectRoot } from '../support/requires.ts';

/** One folder for all test files, so that the interpreter starts cold only once per version. */
export const imageFolder = `${projectRoot}node_modules/.cache/eurus-eval-sandbox`;

export type SandboxName = Sandbox['name'];

export const openSandbox = (
  name: SandboxName,
  workers: number,
  cacheDirectory = imageFolder,
): Promise<Sandbox> => {
  const kind = findSandbox(name);
  if (kind === undefined) throw new Error(`the ${name} sandbox is not registered`);
  return kind.open({ workers, cacheDirectory });
};

/** How long a program with that limit may last at most on a machine that has no processor for it. */
export const longestOf = (name: SandboxName, limitMs: number): number =>
  name === 'native' ? longestMs(limitMs) : limitMs;

export const openWasm = (workers: number, cacheDirectory = imageFolder): Promise<Sandbox> =>
  openSandbox('wasm', workers, cacheDirectory);

export const openJs = (workers: number): Promise<Sandbox> => openSandbox('js', workers);

const states = await Promise.all(
  sandboxes.map(async ({ name, language = 'python', check }) => ({ name, language, state: await check() })),
);

/** A `describe` for one kind of sandbox, skipped aloud where it cannot work. */
export const describeSandbox = (name: SandboxName) => {
  const state = states.find(known => known.name === name)?.state;
  const lack = state === undefined || state.available ? '' : `: ${state.reason} (${state.hint})`;
  return describeWith(`the ${name} sandbox${lack}`, state?.available === true);
};

/** The same suite over every kind of sandbox. */
export const describeAllSandboxes = (suite: (name: SandboxName, language: Program['language']) => void) => {
  for (const { name, language } of states) describeSandbox(name)(`in ${name}`, () => suite(name, language));
};

/** The same suite over every kind of sandbox that runs Python. */
export const describeSandboxes = (suite: (name: SandboxName) => void) => {
  for (const { name, language } of states)
    if (language === 'python') describeSandbox(name)(`in ${name}`, () => suite(name));
};
