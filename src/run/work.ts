import type { Completion, Manifest, Sample, SandboxFacts } from '../core/index.ts';
import { logprobTally } from './answer-logprobs.ts';
import { scoreBacklog } from './backlog.ts';
import { type BudgetStop, openBudget } from './budget.ts';
import { answeredNotes, withAnswered } from './endpoints.ts';
import { createEpisodes, type StoredTurns } from './episode/index.ts';
import { generateMissing } from './generate.ts';
import { judgingOf } from './judging.ts';
import {
  closeAll,
  filesOf,
  keepCompletion,
  keepTurn,
  keepVerdict,
  openRunLanes,
  type RunLane,
} from './lane.ts';
import { needSessions } from './lazy-sandbox.ts';
import { createLuck } from './luck.ts';
import { withSandbox, writeManifest } from './manifest.ts';
import { openGate } from './open-gate.ts';
import type { RunOptions } from './options.ts';
import { createStarts } from './prefill/index.ts';
import { countCost } from './progress.ts';
import type { PromptSettings } from './prompt.ts';
import { countCompleted, needsSandbox, playsPrograms, runsCells } from './remaining.ts';
import { type EndpointAnswers, stoppedBy } from './result.ts';
import { reuse } from './reuse.ts';
import type { ReusablePath } from './reuse-index.ts';
import type { Asks } from './same-request.ts';
import { type Session, startSandbox } from './session.ts';
import type { TrialTable } from './trials.ts';
import { failureTally } from './warnings.ts';

/** What is to be done in a directory that is open. */
export type Work = {
  readonly tables: readonly TrialTable[];
  readonly manifest: Manifest;
  readonly prompts: PromptSettings;
  /** Null where recorded answers are replayed. */
  readonly asks: Asks | null;
  readonly reusable: readonly ReusablePath[];
  /** Of tasks with turns, the episodes that were begun and have no completion. */
  readonly stored: ReadonlyMap<TrialTable, StoredTurns>;
};

export type Worked = {
  /** With what was found on the way. */
  readonly manifest: Manifest;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  /** Of several servers, who answered how much; empty where there is one. */
  readonly endpoints: readonly EndpointAnswers[];
  /** How the budget ended the work; null when it did not. */
  readonly budget: BudgetStop | null;
};

/** Generation and scoring side by side. */
export const work = async (
  { tables, manifest: before, prompts, asks, reusable, stored }: Work,
  session: Session,
  options: RunOptions,
): Promise<Worked> => {
  const { halt, sandbox, progress, room, unjudged, changed } = session;
  const { directory, backend, seed, drain, price = null } = options;
  let manifest = before;
  const isElsewhere = options.openJudging !== undefined;
  // Turns of episodes run here wherever their proposals are judged.
  const needs = (table: TrialTable): boolean =>
    isElsewhere ? playsPrograms(table) : needsSandbox(table, true);
  if (!stoppedBy(options) && tables.some(needs)) {
    const opened = await startSandbox(session);
    if (opened !== null) {
      if (tables.some(runsCells)) needSessions(opened);
      manifest = withSandbox(manifest, opened);
      await writeManifest(directory, manifest);
    }
  }
  let ranIn: SandboxFacts | null = null;
  const known = (found: Manifest): Manifest => (ranIn === null ? found : withSandbox(found, ranIn));
  const write = (found: Manifest): Promise<void> => {
    manifest = known(found);
    return writeManifest(directory, manifest);
  };
  const judging = await judgingOf(options, session, {
    planned: tables.map(table => table.planned),
    label: directory,
    sandbox: manifest.environment.sandbox,
    onSandbox: facts => {
      ranIn = facts;
      return write(manifest);
    },
  });
  const failures = failureTally();
  const logprobs = logprobTally();
  const budget = await openBudget(options, [drain, halt.signal]);
  const lanes = await openRunLanes(directory, tables, progress, room);
  changed();
  const scoring = judging.scoring<RunLane>((verdict, { target, completion }) =>
    keepVerdict(target, verdict, progress).then(() => {
      unjudged.add(verdict, completion);
      changed();
    }),
  );
  const answeredBefore = tables.some(table => countCompleted(table) > 0);
  const gate = openGate(answeredBefore, session, options);
  const asking = { backend, prompts, seed, gate, progress, drain, halt, budget };
  const starts = createStarts(manifest, asking, write);
  const keep = async (lane: RunLane, slot: number, sample: Sample, sent: Completion): Promise<void> => {
    const read = starts.read(lane.table, sample, sent);
    const completion = 'key' in read ? read : await read;
    await keepCompletion(lane, slot, completion, progress);
    failures.add(completion);
    logprobs.add(lane.table.planned, completion);
    // The turns of an episode were counted as they came.
    if (completion.episode === undefined) countCost(progress, completion, price);
    changed();
    await scoring.submit({ completion, sample, graders: lane.table.planned.graders, target: lane });
  };
  const answering = async (): Promise<void> => {
    const say = (line: string): void => options.onNotice?.(line);
    if (asks !== null)
      await reuse({ lanes, paths: reusable, asks, manifest, progress, say, drain, halt, keep });
    const luck = createLuck(answeredBefore, options.maxErrors ?? null);
    const settled = await starts.settle(lanes, keep, luck);
    const keepPaid: typeof keep = async (lane, slot, sample, completion) => {
      await keep(lane, slot, sample, completion);
      budget?.settle(completion);
    };
    const episodes = createEpisodes<RunLane>({
      asker: { backend, prompts: settled },
      ...{ sandbox, critic: options.critic, stored, signal: halt.signal },
      stops: () => drain?.aborted === true || halt.signal.aborted,
      keep: async (lane, turn) => {
        await keepTurn(lane, turn, progress);
        if (turn.record === 'reply') {
          budget?.payTurn(turn.usage);
          countCost(progress, turn, price);
        }
        changed();
      },
    });
    const { mayStart, mayAlsoStart } = budget ?? {};
    const leave = { mayStart, mayAlsoStart };
    await generateMissing({
      ...asking,
      ...leave,
      episodes,
      lanes,
      prompts: settled,
      luck,
      keep: budget === null ? keep : keepPaid,
    });
  };
  const backlog = scoreBacklog(lanes, scoring, halt, drain);
  await Promise.all([answering().catch(halt.fail).finally(gate.close), backlog.catch(halt.fail)]);
  await scoring.idle();
  await judging.close();
  await closeAll(lanes.flatMap(filesOf)).catch(halt.fail);
  const faults = [...failures.lines(), ...logprobs.lines(), ...unjudged.lines(), ...starts.lines()];
  const counted = withAnswered(known(starts.manifest()), tables);
  if (counted.endpoints !== undefined) await writeManifest(directory, counted).catch(halt.fail);
  return {
    manifest: counted,
    faults,
    notes: [...starts.notes(), ...answeredNotes(progress.replicas)],
    endpoints: progress.replicas.map(({ url, weight, answered, failed }) => ({
      ...{ url, weight, answered, failed },
    })),
    budget: budget?.stop() ?? null,
  };
};
