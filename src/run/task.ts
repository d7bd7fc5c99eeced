import type { AdapterIdentity, Benchmark, Generation, Protocol } from '../core/index.ts';
import type { Shard } from './shard/shard.ts';

/** One benchmark asked in one protocol. */
export type Task = {
  readonly benchmark: Benchmark;
  /** Profile included: `cot`, `cot@eurus`. */
  readonly protocolName: string;
  readonly protocol: Protocol;
  /** Names of the graders to score with, headline first. */
  readonly graders: readonly string[];
  /** Where the benchmark comes from, when not from this package. */
  readonly adapter?: AdapterIdentity;
};

/** Which trials a command is about. */
export type Selection = {
  /** Repetitions of each sample. */
  readonly trials: number;
  /** Rows of each benchmark, from 0, `to` exclusive. */
  readonly limit: { readonly from: number; readonly to: number } | null;
  /** Only these sample ids. */
  readonly ids: readonly string[] | null;
  /** Only this part of them; null or left out: all. */
  readonly shard?: Shard | null | undefined;
};

export const everything: Selection = { trials: 1, limit: null, ids: null };

/** `gsm8k.cot`: how a task is named in files and to the user. */
export const taskName = ({ benchmark, protocolName }: Task): string => `${benchmark.id}.${protocolName}`;

/** A protocol's sampling settings with the user's own on top. */
export const generationOf = ({ protocol }: Task, overrides: Partial<Generation>): Generation => {
  const logprobs = overrides.logprobs ?? protocol.generation.logprobs;
  return {
    maxTokens: overrides.maxTokens ?? protocol.generation.maxTokens,
    temperature: overrides.temperature ?? protocol.generation.temperature,
    topP: overrides.topP ?? protocol.generation.topP,
    stop: overrides.stop ?? protocol.generation.stop,
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(overrides.answerLogprobs === true ? { answerLogprobs: true } : {}),
  };
};
