import {
  addressOf,
  EurusError,
  type GenerateRequest,
  type Generation,
  type Prompt,
  userTurn,
} from '../../src/core/index.ts';
import { type BackendOptions, createBackend } from '../../src/model/index.ts';

/** Options of a backend that fails fast; tests say only what they are about. */
export const optionsOf = (given: Partial<BackendOptions>): BackendOptions => ({
  model: 'openai/tiny',
  baseUrl: null,
  api: null,
  apiKeyEnv: null,
  env: {},
  stream: false,
  chatTemplate: null,
  timeoutMs: 5_000,
  maxRetries: 0,
  concurrency: 4,
  firstRetryDelayMs: 1,
  ...given,
});

export const backendOf = (given: Partial<BackendOptions>) => createBackend(optionsOf(given));

export const requestOf = (
  prompt: Prompt = userTurn('What is 6 × 7?'),
  given: Partial<Generation> & { readonly seed?: number } = {},
): GenerateRequest => {
  const { seed = null, ...generation } = given;
  return {
    ...addressOf('gsm8k', 'cot', '0', 0),
    prompt,
    generation: { maxTokens: 512, temperature: 0, topP: 1, stop: [], ...generation },
    seed,
  };
};

/** The error that a call ends in; fails when it does not. */
export const errorOf = async (call: () => unknown): Promise<EurusError> => {
  try {
    await call();
  } catch (thrown) {
    if (thrown instanceof EurusError) return thrown;
    throw thrown;
  }
  throw new Error('expected an EurusError, nothing was thrown');
};
