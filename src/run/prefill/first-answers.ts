import {
  type Backend,
  type Completion,
  EurusError,
  type GenerateRequest,
  type PrefillWay,
  type Sample,
  type Uptake,
  uptakeOf,
} from '../../core/index.ts';
import type { Budget } from '../budget.ts';
import { completionOf } from '../completion.ts';
import { missingTrials } from '../groups.ts';
import type { Halt } from '../halt.ts';
import type { Luck } from '../luck.ts';
import type { Progress } from '../progress.ts';
import type { PromptSettings } from '../prompt.ts';
import type { RateGate } from '../rate/gate.ts';
import { requestFor } from '../request.ts';
import type { TrialTable } from '../trials.ts';

export type Asking = {
  readonly backend: Backend;
  readonly prompts: PromptSettings;
  /** Sampling seed of trial 0. */
  readonly seed: number | null;
  readonly gate: RateGate;
  readonly progress: Progress;
  readonly drain: AbortSignal | undefined;
  readonly halt: Halt;
  /** Limits what is asked for; told at once what it costs, since answers are held back and not all of them kept. */
  readonly budget: Budget | null;
};

/** An answer that is not kept yet. */
export type HeldAnswer = {
  readonly slot: number;
  readonly sample: Sample;
  readonly completion: Completion;
  readonly uptake: Uptake;
};

export type FirstAnswers = {
  readonly held: readonly HeldAnswer[];
  /** True when the server refused every one of them. */
  readonly refused: boolean;
};

/** Answers asked for at a time, and at most before it is given up to learn from them. */
const batch = 4;
const most = 8;

/**
 * The first missing answers of a task with their start asked for in one way; more of them while none shows anything.
 * @throws EurusError for what every other request would meet too
 */
export const askFirst = async (
  table: TrialTable,
  way: PrefillWay,
  luck: Luck,
  asking: Asking,
): Promise<FirstAnswers> => {
  const items = [...missingTrials([{ table }]).take(most)];
  const prompts: PromptSettings = {
    ...asking.prompts,
    ways: new Map([...(asking.prompts.ways ?? []), [table.planned.name, way]]),
  };
  const held: HeldAnswer[] = [];
  const width = Math.min(batch, asking.gate.window());
  for (let at = 0; at < items.length; at += width) {
    if (at >= batch && held.some(({ uptake }) => uptake !== 'unclear' || way === 'none')) break;
    if (asking.drain?.aborted || asking.halt.signal.aborted) break;
    const answers = await Promise.all(
      items.slice(at, at + width).map(async ({ sample, slot, trial }) => {
        const request = requestFor(table.planned, sample, trial, prompts, asking.seed);
        const answer = await ask(request, luck, asking);
        return typeof answer === 'string' || answer === null ? answer : { slot, sample, ...answer };
      }),
    );
    if (answers.length > 0 && answers.every(answer => answer === 'refused') && held.length === 0) {
      return { held, refused: true };
    }
    held.push(...answers.filter(answer => answer !== null && answer !== 'refused'));
  }
  return { held, refused: false };
};

/** One answer; `refused` by the server, or null when it failed in another way. */
const ask = async (
  request: GenerateRequest,
  luck: Luck,
  asking: Asking,
): Promise<Pick<HeldAnswer, 'completion' | 'uptake'> | 'refused' | null> => {
  const { backend, gate, halt, progress, budget } = asking;
  if ((await budget?.mayStart()) === false) return null;
  try {
    const generated = await backend.generate(request, { signal: halt.signal, gate });
    luck.answered();
    progress.retries += generated.retries;
    const start = request.prompt.kind === 'chat' ? (request.prompt.prefill ?? '') : '';
    const completion = completionOf(request, generated, asking);
    budget?.settle(completion);
    return { completion, uptake: uptakeOf(start, completion.text) };
  } catch (error) {
    budget?.settle(null);
    if (halt.signal.aborted) return null;
    if (error instanceof EurusError && error.code === 'ENDPOINT_REFUSED') return 'refused';
    // What is asked again later is counted then.
    const end = luck.failed(error, 0);
    if (end !== null) throw end;
    return null;
  }
};
