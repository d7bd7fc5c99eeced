import { findSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../src/core/index.ts';
import { projectRoot } from '../support/requires.ts';

/** One folder for all test files, so that the interpreter starts cold only once per version. */
export const imageFolder = `${projectRoot}node_modules/.cache/eurus-eval-sandbox`;

export const openWasm = (workers: number, cacheDirectory = imageFolder): Promise<Sandbox> => {
  const wasm = findSandbox('wasm');
  if (wasm === undefined) throw new Error('the wasm sandbox is not registered');
  return wasm.open({ workers, cacheDirectory });
};

export const openJs = (workers: number): Promise<Sandbox> => {
  const js = findSandbox('js');
  if (js === undefined) throw new Error('the js sandbox is not registered');
  return js.open({ workers, cacheDirectory: imageFolder });
};
