import {
  addressOf,
  type Counting,
  countingPrompt,
  countingTokens,
  type PrefillFinding,
  type PrefillWay,
  readCounting,
} from '../../core/index.ts';
import type { Luck } from '../luck.ts';
import type { TrialTable } from '../trials.ts';
import { findingOf, isClear, isHonoured } from './finding.ts';
import { type Asking, askFirst, type HeldAnswer } from './first-answers.ts';

/** What was found of the started answers of a task. */
export type StartDecision = {
  readonly name: string;
  /** How they are asked for from now on; `none`: without their start. */
  readonly way: PrefillWay;
  readonly found: PrefillFinding;
  readonly tried: readonly PrefillWay[];
  /** Answers in that way, which are to be kept. */
  readonly held: readonly HeldAnswer[];
};

/**
 * Finds out by the first answers of a task whether the server goes on from their start, before any is kept: in the
 * backend's own way, then in others where the server refuses it or a tiny question shows that they work, then without.
 * @returns null when nothing was learnt, because no answer came
 */
export const checkStart = async (
  table: TrialTable,
  asking: Asking,
  count: Counter,
  luck: Luck,
): Promise<StartDecision | null> => {
  const { backend } = asking;
  const { name } = table.planned;
  const tried: PrefillWay[] = [];
  let found: PrefillFinding | null = null;
  for (const way of [backend.prefill, ...(backend.otherPrefills ?? [])]) {
    tried.push(way);
    if (found !== null && found !== 'refused' && !(await works(way, count))) continue;
    const { held, refused } = await askFirst(table, way, luck, asking);
    if (refused) {
      found ??= 'refused';
      continue;
    }
    const uptakes = held.map(({ uptake }) => uptake);
    if (held.length === 0) return null;
    found = isClear(uptakes) ? 'continued' : findingOf(uptakes, await count(way));
    // The question was dropped, and that is no sign of anything.
    if (asking.halt.signal.aborted && found !== 'continued') return null;
    if (isHonoured(found)) return { name, way, found, tried, held };
  }
  if (found === null) return null;
  const { held } = found === 'refused' ? await askFirst(table, 'none', luck, asking) : { held: [] };
  // What refuses the plain form as well does not refuse the start.
  return found === 'refused' && held.length === 0 ? null : { name, way: 'none', found, tried, held };
};

const works = async (way: PrefillWay, count: Counter): Promise<boolean> => {
  const counting = await count(way);
  return counting === 'continued' || counting === 'echoed';
};

/** Asks the counting question in one way; `unclear` when no answer comes. */
export type Counter = (way: PrefillWay) => Promise<Counting>;

/** How often an answer to it is believed before it is asked again: servers change. */
const maxUses = 8;

/** Asks once for several that want to know, whatever their tasks. */
export const createCounter = ({ backend, gate, halt, budget }: Asking): Counter => {
  const asked = new Map<PrefillWay, { readonly counting: Promise<Counting>; uses: number }>();
  const ask = async (way: PrefillWay): Promise<Counting> => {
    const request = {
      ...addressOf('prefill', 'count', '0', 0),
      prompt: countingPrompt,
      generation: { maxTokens: countingTokens, temperature: 0, topP: 1, stop: [] },
      seed: null,
      prefillWay: way,
    };
    try {
      const { text, reasoning, usage } = await backend.generate(request, { signal: halt.signal, gate });
      budget?.pay(usage);
      return readCounting(text, reasoning);
    } catch {
      return 'unclear';
    }
  };
  return way => {
    const known = asked.get(way);
    if (known !== undefined && known.uses < maxUses) {
      known.uses += 1;
      return known.counting;
    }
    const counting = ask(way);
    asked.set(way, { counting, uses: 1 });
    return counting;
  };
};
