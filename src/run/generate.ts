import {
  addressOf,
  type Backend,
  type Completion,
  EurusError,
  type Generated,
  type GenerateRequest,
  type Key,
  messageOf,
  type Sample,
} from '../core/index.ts';
import { type Asker, commonOf } from './common.ts';
import type { Episodes } from './episode/episodes.ts';
import { createGroups, type Missing, missingTrials } from './groups.ts';
import type { Halt } from './halt.ts';
import type { Luck } from './luck.ts';
import type { PlannedTask } from './plan.ts';
import { countTokens, type Progress } from './progress.ts';
import { type PromptSettings, promptFor, wayOf } from './prompt.ts';
import type { RateGate } from './rate/gate.ts';
import { createRest, type Rest } from './rate/rest.ts';
import type { TrialTable } from './trials.ts';
import { createTurns, type Turns } from './turns.ts';

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
  /** The same for one that need not start, at once: false for not now. */
  readonly mayAlsoStart?: (() => boolean) | undefined;
  /** Says when failures leave no hope. */
  readonly luck: Luck;
  /** Plays what is asked over several turns; left out where nothing is. */
  readonly episodes?: Episodes<Lane>;
  /** Keeps a completion; its slot's next request waits for this. */
  keep(lane: Lane, slot: number, sample: Sample, completion: Completion): Promise<void>;
};

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
  const groups = createGroups(missingTrials(options.lanes), options);
  const rest = createRest(options.gate, () => changed.resolve());
  const asking = { ...options, rest, turns: createTurns() };
  const playsEpisodes = options.lanes.some(
    ({ table }) => table.planned.task.protocol.interaction !== undefined,
  );
  let open = 0;
  let changed = Promise.withResolvers<void>();
  const hasRoom = (): boolean => {
    const window = options.gate.window();
    // An episode has a dialogue and perhaps an interpreter: it holds its place until it is over, whatever it waits for.
    if (playsEpisodes) return open < window;
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
  const mayStart = async (): Promise<boolean> => (await options.mayStart?.()) !== false;
  for (;;) {
    if (!hasRoom()) await until(hasRoom);
    if (drain?.aborted || halt.signal.aborted || groups.done()) break;
    if (options.mayStart !== undefined && !(await mayStart())) break;
    const group = groups.next();
    open += group.length;
    askGroup(group, asking, ended);
  }
  await until(() => open === 0);
};

type Asking<Lane> = GenerateOptions<Lane> & { readonly rest: Rest; readonly turns: Turns };

/**
 * Asks for trials of one sample, together when there are several.
 * @param ended is called once a trial, when it is over
 */
const askGroup = <Lane extends HasTable>(
  group: readonly Missing<Lane>[],
  options: Asking<Lane>,
  ended: () => void,
): void => {
  const asked = group.map(item => ({
    item,
    request: requestFor(item.lane.table.planned, item.sample, item.trial, options.prompts, options.seed),
  }));
  const requests = asked.map(({ request }) => request);
  const drawn = requests.length > 1 ? drawTogether(requests, options) : null;
  for (const { item, request } of asked) void askOne(item, request, drawn, options).then(ended);
};

const askOne = async <Lane extends HasTable>(
  missing: Missing<Lane>,
  request: GenerateRequest,
  drawn: ReturnType<typeof drawTogether> | null,
  options: Asking<Lane>,
): Promise<void> => {
  const { lane, slot, sample } = missing;
  try {
    if (lane.table.planned.task.protocol.interaction !== undefined) {
      const completion = await playOne(missing, request, options);
      if (completion !== null) await options.keep(lane, slot, sample, completion);
      return;
    }
    const together = drawn === null ? undefined : (await drawn).get(request.key);
    const completion = together === undefined ? await answer(request, options) : together;
    if (completion === null) return;
    countTokens(options.progress, completion);
    await options.keep(lane, slot, sample, completion);
  } catch (error) {
    options.halt.fail(error);
  }
};

/** An episode, each of whose turns is a request. */
const playOne = async <Lane>(
  missing: Missing<Lane>,
  request: GenerateRequest,
  options: Asking<Lane>,
): Promise<Completion | null> => {
  const { episodes, luck, progress } = options;
  if (episodes === undefined) throw new Error(`nobody plays ${request.key}`);
  return episodes.play(missing, request, {
    ask: async turn => {
      const generated = await generateOne(turn, options);
      luck.answered();
      progress.retries += generated.retries;
      return generated;
    },
    failed: thrown => countFailure(thrown, 1, options),
  });
};

/** Completions that one request brought, as `answer` has them; those that are not there are to be asked for alone. */
const drawTogether = async (
  requests: readonly GenerateRequest[],
  options: Counted & { readonly rest: Rest; readonly halt: Halt },
): Promise<ReadonlyMap<Key, Completion | null>> => {
  const { backend, rest, halt } = options;
  const { gate, end, replica } = rest.forOne(requests.length);
  try {
    const answers = await backend.trialsTogether?.generate(requests, { signal: halt.signal, gate });
    return new Map(
      requests.flatMap(request => {
        const generated = answers?.get(request.key);
        return generated === undefined ? [] : [[request.key, answered(request, generated, options)]];
      }),
    );
  } catch (error) {
    if (halt.signal.aborted) return new Map(requests.map(({ key }) => [key, null]));
    countFailure(error, requests.length, options);
    const failed = (request: GenerateRequest): Completion =>
      failedCompletion(request, error, options, replica());
    return new Map(requests.map(request => [request.key, failed(request)]));
  } finally {
    end();
  }
};

/** The completion of a request, one with an error when it failed for good; null when the run was halted. */
const answer = async (
  request: GenerateRequest,
  options: Counted & { readonly rest: Rest; readonly halt: Halt; readonly turns: Turns },
): Promise<Completion | null> => {
  const one = options.rest.forOne();
  let generated: Generated;
  try {
    generated = await generateOne(request, options, one);
  } catch (error) {
    if (options.halt.signal.aborted) return null;
    countFailure(error, 1, options);
    return failedCompletion(request, error, options, one.replica());
  }
  return answered(request, generated, options);
};

/** What the backend makes of a request. @throws what makes it fail for good, and when the run was halted */
const generateOne = async (
  request: GenerateRequest,
  { backend, rest, halt, turns }: Pick<Asking<never>, 'backend' | 'rest' | 'halt' | 'turns'>,
  { gate, end }: ReturnType<Rest['forOne']> = rest.forOne(),
): Promise<Generated> => {
  let generated: Generated;
  try {
    generated = await backend.generate(request, { signal: halt.signal, gate });
  } finally {
    end();
  }
  await turns.next();
  return generated;
};

type Counted = Asker & Pick<GenerateOptions<never>, 'luck' | 'progress'>;

const answered = (request: GenerateRequest, generated: Generated, options: Counted): Completion => {
  options.luck.answered();
  options.progress.retries += generated.retries;
  return completionOf(request, generated, options);
};

/**
 * Counts a request that failed for good.
 * @param trials that it asked for
 * @throws what ends the run
 */
const countFailure = (error: unknown, trials: number, { luck, progress }: Counted): void => {
  progress.errors += trials;
  const end = luck.failed(error, trials);
  if (end !== null) throw end;
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
export const completionOf = (request: GenerateRequest, generated: Generated, asker: Asker): Completion => {
  const { logprobs, form, promptSha256, scores, endpoint } = generated;
  const completion: Completion = {
    ...commonOf(request, asker),
    text: generated.text,
    reasoning: generated.reasoning,
    finishReason: generated.finishReason,
    usage: generated.usage,
    latencyMs: generated.latencyMs,
    model: generated.model,
    error: null,
    prefill: generated.prefill,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const plain = logprobs === undefined && form === undefined && promptSha256 === undefined;
  if (plain && scores === undefined) return completion;
  return {
    ...completion,
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(scores === undefined ? {} : { scores }),
    ...(form === undefined ? {} : { form }),
    ...(promptSha256 === undefined ? {} : { promptSha256 }),
  };
};

/** @param replica which of several servers was asked last; null where there is one */
const failedCompletion = (
  request: GenerateRequest,
  error: unknown,
  asker: Asker,
  replica: number | null,
): Completion => ({
  ...commonOf(request, asker),
  text: '',
  reasoning: null,
  finishReason: null,
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  latencyMs: null,
  model: asker.backend.model,
  error: { code: error instanceof EurusError ? error.code : 'UNEXPECTED', message: messageOf(error) },
  prefill: null,
  ...endpointAt(asker, replica),
});

const endpointAt = ({ backend }: Asker, replica: number | null): Pick<Completion, 'endpoint'> => {
  const endpoint = replica === null ? undefined : backend.replicas?.[replica]?.url;
  return endpoint === undefined ? {} : { endpoint };
};
