import type { Backend, Completion, Manifest, Sample } from '../../core/index.ts';
import type { Luck } from '../luck.ts';
import { countTokens } from '../progress.ts';
import { type PromptSettings, prefillOf } from '../prompt.ts';
import { countCompleted } from '../remaining.ts';
import type { TrialTable } from '../trials.ts';
import { anewTally } from './anew.ts';
import { checkStart, createCounter, type StartDecision } from './check.ts';
import type { Asking } from './first-answers.ts';
import { startNotes, waysIn, withStarts } from './record.ts';

type HasTable = { readonly table: TrialTable };

type Keep<Lane> = (lane: Lane, slot: number, sample: Sample, completion: Completion) => Promise<void>;

/** What a run knows of the starts of answers, and learns on its way. */
export type Starts = {
  /**
   * Finds out what the server does with them, writes it down and keeps the answers it was seen by.
   * @returns how prompts are sent from now on
   */
  settle<Lane extends HasTable>(
    lanes: readonly Lane[],
    keep: Keep<Lane>,
    luck: Luck,
  ): Promise<PromptSettings>;
  /**
   * Looks at an answer that is to be kept.
   * @returns the same, without its start where that was not honoured
   */
  read(table: TrialTable, sample: Sample, completion: Completion): Completion | Promise<Completion>;
  manifest(): Manifest;
  /** A line for each task whose later answers say otherwise. */
  lines(): readonly string[];
  notes(): readonly string[];
};

/** @param write puts a changed manifest on disk */
export const createStarts = (
  before: Manifest,
  asking: Asking,
  write: (manifest: Manifest) => Promise<void>,
): Starts => {
  const { backend, prompts } = asking;
  let manifest = before;
  const count = createCounter(asking);
  let anew = anewTally(manifest, prompts, count);
  const decisions: StartDecision[] = [];
  return {
    settle: async <Lane extends HasTable>(lanes: readonly Lane[], keep: Keep<Lane>, luck: Luck) => {
      const settled: { readonly lane: Lane; readonly decision: StartDecision }[] = [];
      for (const lane of lanes) {
        if (!isOpen(lane.table, manifest, backend)) continue;
        const decision = await checkStart(lane.table, asking, count, luck);
        if (decision !== null) settled.push({ lane, decision });
      }
      if (settled.length === 0) return prompts;
      decisions.push(...settled.map(({ decision }) => decision));
      manifest = withStarts(manifest, decisions);
      // First, so that what is kept is never of a form that the manifest does not know.
      await write(manifest);
      const found = { ...prompts, ways: waysIn(manifest, backend) };
      anew = anewTally(manifest, found, count);
      for (const { lane, decision } of settled) {
        for (const { slot, sample, completion } of decision.held) {
          countTokens(asking.progress, completion);
          await keep(lane, slot, sample, completion);
        }
      }
      return found;
    },
    read: ({ planned }, sample, completion) => anew.read(planned, sample, completion),
    manifest: () => manifest,
    lines: () => anew.lines(),
    notes: () => startNotes(decisions),
  };
};

/** True for a task that has a start and no answers yet, and of which nothing was found. */
const isOpen = (table: TrialTable, { benchmarks }: Manifest, { api, prefill }: Backend): boolean => {
  const { planned } = table;
  if (api !== 'chat' || prefill === 'none' || prefill === 'text') return false;
  if (prefillOf(planned, prefill) === null || countCompleted(table) > 0) return false;
  return benchmarks[planned.name]?.prefill_found === undefined;
};
