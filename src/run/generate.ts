import {
  addressOf,
  type Backend,
  type Completion,
  EurusError,
  type Generated,
  type GenerateRequest,
  messageOf,
  type Sample,
} from '../core/index.ts';
import type { Halt } from './halt.ts';
import type { Luck } from './luck.ts';
import type { PlannedTask } from './plan.ts';
import { countTokens, type Progress } from './progress.ts';
import { type PromptSettings, promptFor, wayOf } from './prompt.ts';
import type { RateGate } from './rate/gate.ts';
import { namePrompt, requestSha256 } from './request-key.ts';
import type { TrialTable } from './trials.ts';

export type GenerateOptions<Lane> = {
  readonly lanes: readonly Lane[];
  readonly backend: Backend;
  readonly prompts: PromptSettings;
  /** Sampling seed of trial 0; trial t has seed + t. */
  readonly seed: number | null;
  /** Requests that may be open at the same time, over all tasks: under way, or waiting to be tried again. */
  readonly concurrency: number;
  /** Says when each of them may be sent. */
  readonly gate: RateGate;
  readonly progress: Progress;
  /** Start nothing new. */
  readonly drain: AbortSignal | undefined;
  readonly halt: Halt;
  /** Asked before each request: false for nothing more. Left out where nothing limits their number. */
  readonly mayStart?: (() => Promise<boolean>) | undefined;
  /** Says when failures leave no hope. */
  readonly luck: Luck;
  /** Keeps a completion; its slot's next request waits for this. */
  keep(lane: Lane, slot: number, sample: Sample, completion: Completion): Promise<void>;
};

/** Who is asked, and how prompts are written for it. */
export type Asker = Pick<GenerateOptions<never>, 'backend' | 'prompts'>;

type HasTable = { readonly table: TrialTable };

/** Asks for every completion that is not there yet, all tasks in one window. */
export const generateMissing = async <Lane extends HasTable>(
  options: GenerateOptions<Lane>,
): Promise<void> => {
  const { drain, halt } = options;
  const items = missingTrials(options.lanes);
  const worker = async (): Promise<void> => {
    while (!drain?.aborted && !halt.signal.aborted) {
      const next = items.next();
      if (next.done || (await options.mayStart?.()) === false) return;
      await ask(next.value, options);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
};

/** A trial that has no completion. */
export type Missing<Lane> = {
  readonly lane: Lane;
  readonly slot: number;
  readonly sample: Sample;
  readonly trial: number;
};

/** Trials of one sample stand together, so that servers can share the prompt's prefix. */
export function* missingTrials<Lane extends HasTable>(
  lanes: readonly Lane[],
): Generator<Missing<Lane>, void, undefined> {
  for (const lane of lanes) {
    const { table } = lane;
    for (const [index, sample] of table.planned.samples.entries()) {
      for (let trial = 0; trial < table.trials; trial += 1) {
        const slot = index * table.trials + trial;
        if (table.completions[slot] === 0) yield { lane, slot, sample, trial };
      }
    }
  }
}

const ask = async <Lane extends HasTable>(
  item: Missing<Lane>,
  options: GenerateOptions<Lane>,
): Promise<void> => {
  const { lane, slot, sample, trial } = item;
  try {
    const request = requestFor(lane.table.planned, sample, trial, options.prompts, options.seed);
    const completion = await answer(request, options);
    if (completion === null) return;
    countTokens(options.progress, completion);
    await options.keep(lane, slot, sample, completion);
  } catch (error) {
    options.halt.fail(error);
  }
};

/** The completion of a request, one with an error when it failed for good; null when the run was halted. */
const answer = async (
  request: GenerateRequest,
  options: Asker & Pick<GenerateOptions<never>, 'gate' | 'luck' | 'halt' | 'progress'>,
): Promise<Completion | null> => {
  const { backend, gate, luck, halt, progress } = options;
  try {
    const generated = await backend.generate(request, { signal: halt.signal, gate });
    luck.answered();
    progress.retries += generated.retries;
    return completionOf(request, generated, options);
  } catch (error) {
    if (halt.signal.aborted) return null;
    progress.errors += 1;
    const end = luck.failed(error);
    if (end !== null) throw end;
    return failedCompletion(request, error, options);
  }
};

/** The request of one trial. */
export const requestFor = (
  planned: PlannedTask,
  sample: Sample,
  trial: number,
  prompts: PromptSettings,
  seed: number | null,
): GenerateRequest => ({
  ...addressOf(planned.task.benchmark.id, planned.task.protocolName, sample.id, trial),
  prompt: promptFor(planned, sample, prompts),
  generation: planned.generation,
  seed: seed === null ? null : seed + trial,
  ...(prompts.ways?.has(planned.name) ? { prefillWay: wayOf(planned.name, prompts) } : {}),
});

/** The record of an answer. */
export const completionOf = (request: GenerateRequest, generated: Generated, asker: Asker): Completion => ({
  ...commonOf(request, asker),
  text: generated.text,
  reasoning: generated.reasoning,
  finishReason: generated.finishReason,
  usage: generated.usage,
  latencyMs: generated.latencyMs,
  model: generated.model,
  error: null,
  prefill: generated.prefill,
  ...(generated.logprobs === undefined ? {} : { logprobs: generated.logprobs }),
  ...(generated.form === undefined ? {} : { form: generated.form }),
  ...(generated.promptSha256 === undefined ? {} : { promptSha256: generated.promptSha256 }),
});

const failedCompletion = (request: GenerateRequest, error: unknown, asker: Asker): Completion => ({
  ...commonOf(request, asker),
  text: '',
  reasoning: null,
  finishReason: null,
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  latencyMs: null,
  model: asker.backend.model,
  error: { code: error instanceof EurusError ? error.code : 'UNEXPECTED', message: messageOf(error) },
  prefill: null,
});

const commonOf = (request: GenerateRequest, { backend, prompts }: Asker) => {
  const { key, benchmark, protocol, id, trial, prompt } = request;
  const named = namePrompt(prompt, request.prefillWay ?? prompts.prefill);
  return {
    ...{ key, benchmark, protocol, id, trial },
    promptSha256: named.sha256,
    // Recorded answers may have been given to another request.
    ...(backend.api === 'replay' ? {} : { requestSha256: requestSha256(backend, named, request) }),
    form: 'chat' as const,
  };
};
