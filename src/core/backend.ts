import type { AnswerScores } from './answer-scores.ts';
import type { CompletionForm } from './completion.ts';
import type { CallContext } from './gate.ts';
import type { Address, Key } from './key.ts';
import type { FirstToken } from './logprobs.ts';
import type { Prompt } from './prompt.ts';
import type { Generation } from './protocol.ts';
import type { Replica } from './replica.ts';
import type { Usage } from './usage.ts';

export type GenerateRequest = Address & {
  readonly prompt: Prompt;
  readonly generation: Generation;
  /** Sampling seed of this trial, or null for none. */
  readonly seed: number | null;
  /** How the start of the answer is asked for, where that is not the backend's own way. */
  readonly prefillWay?: PrefillWay;
};

export type Generated = {
  /** As the server sent it; without the prefill. */
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly usage: Usage;
  /** The model name the server answered with. */
  readonly model: string;
  readonly latencyMs: number;
  /** How often the request was tried again before this answer. */
  readonly retries: number;
  /** The prefill that was honoured, or null. */
  readonly prefill: string | null;
  /** Absent when the server gave no log-probabilities. */
  readonly logprobs?: FirstToken;
  /** Sum and mean of the tokens' log-probabilities; absent when not asked for, or the server gave none. */
  readonly scores?: AnswerScores;
  /** How the text is to be read; `chat` when left out. */
  readonly form?: CompletionForm;
  /** SHA-256 of the prompt that was answered, where it may be another than the request's (recorded answers). */
  readonly promptSha256?: string | null;
  /** Which of several servers answered; absent where there is one. */
  readonly endpoint?: string;
};

/** What goes over the wire, without secrets: shown by `prompt`. */
export type WireRequest = {
  readonly method: 'POST';
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** How a server is asked to continue a started answer. */
export type PrefillWay = 'continue_final_message' | 'assistant-message' | 'text' | 'none';

/** A way to ask for several trials of one sample with one request, which the server reads once. */
export type TrialsTogether = {
  /** Most trials that may be asked for together now; 1 once the server has turned out not to do it. */
  most(): number;
  /**
   * Draws one answer for each request; what fails fails for all of them, as in `generate`.
   * @param requests at least two that differ in their trial alone, without a seed, at a temperature above 0
   * @returns the answers that came, by key: perhaps fewer than asked for, or none; the others are to be asked for alone
   * @throws EurusError as `generate`
   */
  generate(requests: readonly GenerateRequest[], context?: CallContext): Promise<ReadonlyMap<Key, Generated>>;
};

/** A way to reach a model server. */
export type Backend = {
  /** `openai`, `vllm`, `replay`, … */
  readonly name: string;
  /** The model as it is named to the server. */
  readonly model: string;
  /**
   * Address of the server for the manifest, without secrets; `replay:<path>` for recorded outputs, `several` where there
   * are replicas.
   */
  readonly endpoint: string;
  /** The servers that requests may go to, which serve the same; absent where there is one. */
  readonly replicas?: readonly Replica[];
  readonly api: 'chat' | 'completions' | 'replay';
  /** `none`: prompts arrive here in their no-prefill form. */
  readonly prefill: PrefillWay;
  /** Ways that a request may ask for the start in place of `prefill`, best first; none when absent. */
  readonly otherPrefills?: readonly PrefillWay[];
  /** Anything else that changes what the model sees (template, streaming is not one): goes into the manifest. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  /**
   * The exact request.
   * @throws EurusError `BACKEND_CANNOT` when a field of the prompt cannot be honoured.
   */
  prepare(request: GenerateRequest): WireRequest;
  /**
   * Retries what is transient inside; asks the gate before every try and tells it how the try ended.
   * @throws EurusError `ENDPOINT_UNREACHABLE` | `ENDPOINT_UNAUTHORIZED` | `ENDPOINT_REFUSED` | `ENDPOINT_FAILED` |
   * `INTERRUPTED` when the signal aborts
   */
  generate(request: GenerateRequest, context?: CallContext): Promise<Generated>;
  /** Absent where one answer is asked for at a time. */
  readonly trialsTogether?: TrialsTogether;
  close(): Promise<void>;
};
