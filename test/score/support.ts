import {
  type Attempt,
  addressOf,
  type Completion,
  type Execute,
  type Execution,
  type Extraction,
  found,
  type Sample,
} from '../../src/core/index.ts';

/** A completion with nothing but its text. */
export const completionOf = (text: string, more: Partial<Completion> = {}): Completion => ({
  ...addressOf('some', 'cot', '1', 0),
  promptSha256: null,
  text,
  reasoning: null,
  finishReason: 'stop',
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  latencyMs: null,
  model: 'fake',
  error: null,
  prefill: null,
  form: 'chat',
  ...more,
});

/** An attempt whose answer was found, or not, as given. */
export const attemptOf = (target: string, answer: string | Extraction): Attempt<Sample> => ({
  sample: { id: '1', input: 'q', target },
  completion: completionOf(''),
  extraction: typeof answer === 'string' ? found(answer, 'given') : answer,
});

/** For scorers that must not run anything. */
export const noExecution: Execute = () => Promise.reject(new Error('this scorer runs nothing'));

export const executionOf = (more: Partial<Execution>): Execution => ({
  outcome: 'finished',
  error: null,
  stdout: '',
  stderr: '',
  missingModule: null,
  durationMs: 1,
  cpuMs: null,
  peakMemoryMb: null,
  sandbox: 'fake',
  python: null,
  ...more,
});
