import type { Backend, Completion, GenerateRequest, Sample } from '../core/index.ts';
import { answer, countFailure, drawTogether, generateOne } from './answer.ts';
import type { Episodes } from './episode/episodes.ts';
import { createGroups, type Missing, missingTrials } from './groups.ts';
import type { Halt } from './halt.ts';
import type { Luck } from './luck.ts';
import { countTokens, type Progress } from './progress.ts';
import type { PromptSettings } from './prompt.ts';
import type { RateGate } from './rate/gate.ts';
import { createRest, type Rest } from './rate/rest.ts';
import { requestFor } from './request.ts';
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
