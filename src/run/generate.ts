import {
  addressOf,
  type Backend,
  type Completion,
  EurusError,
  type Gate,
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
import { createRest, type Rest } from './rate/rest.ts';
import { namePrompt, requestSha256 } from './request-key.ts';
import type { TrialTable } from './trials.ts';

export type GenerateOptions<Lane> = {
  readonly lanes: readonly Lane[];
  readonly backend: Backend;
  readonly prompts: PromptSettings;
  /** Sampling seed of trial 0; trial t has seed + t. */
  readonly seed: number | null;
  /** Says when each try may be sent, and how many may be under way over all tasks. */
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

/** Requests that may be open beyond the window, waiting to be tried again: each holds its prompt in memory. */
const mostResting = 1024;
/** With so few places, answers are written down before the next is asked for. */
const fewPlaces = 16;

/** Asks for every completion that is not there yet, all tasks in one window. */
export const generateMissing = async <Lane extends HasTable>(
  options: GenerateOptions<Lane>,
): Promise<void> => {
  const { drain, halt } = options;
  const items = missingTrials(options.lanes);
  const rest = createRest(options.gate, () => changed.resolve());
  let open = 0;
  let changed = Promise.withResolvers<void>();
  const hasRoom = (): boolean => {
    const window = options.gate.window();
    // Half as many more: what is answered and being written down keeps nothing from being sent.
    const room = window < fewPlaces ? window : window + Math.floor(window / 2);
    return open - rest.count() < room && open < window + mostResting;
  };
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached()) {
      await changed.promise;
      changed = Promise.withResolvers();
    }
  };
  const ended = (): void => {
    open -= 1;
    changed.resolve();
  };
  for (;;) {
    await until(hasRoom);
    if (drain?.aborted || halt.signal.aborted) break;
    const next = items.next();
    if (next.done || (await options.mayStart?.()) === false) break;
    open += 1;
    void ask(next.value, rest, options).finally(ended);
  }
  await until(() => open === 0);
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
  rest: Rest,
  options: GenerateOptions<Lane>,
): Promise<void> => {
  const { lane, slot, sample, trial } = item;
  const { gate, end } = rest.forOne();
  try {
    const request = requestFor(lane.table.planned, sample, trial, options.prompts, options.seed);
    const completion = await answer(request, { ...options, gate }).finally(end);
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
  options: Asker & Pick<GenerateOptions<never>, 'luck' | 'halt' | 'progress'> & { readonly gate: Gate },
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
