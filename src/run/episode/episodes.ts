import type { Completion, Generated, GenerateRequest, Turn } from '../../core/index.ts';
import { type Asker, commonOf } from '../common.ts';
import type { Missing } from '../groups.ts';
import type { LazySandbox } from '../lazy-sandbox.ts';
import type { TrialTable } from '../trials.ts';
import { cellsOf } from './cells.ts';
import type { Critic } from './critic.ts';
import { playEpisode } from './episode.ts';
import { interactionIdentity } from './identity.ts';
import type { StoredTurns } from './stored.ts';

/** How a turn of an episode is asked for, and who counts what fails. */
export type Asks = {
  ask(request: GenerateRequest): Promise<Generated>;
  failed(thrown: unknown): void;
};

/** Plays missing trials that are asked over several turns. */
export type Episodes<Lane> = {
  /** @returns null when the episode was left in the middle */
  play(missing: Missing<Lane>, request: GenerateRequest, asks: Asks): Promise<Completion | null>;
};

export type EpisodesOptions<Lane> = {
  readonly asker: Asker;
  readonly sandbox: LazySandbox;
  readonly critic: Critic | undefined;
  /** Of each task, what earlier commands have left unfinished. */
  readonly stored: ReadonlyMap<TrialTable, StoredTurns>;
  readonly signal: AbortSignal;
  /** True when no other turn is to be begun. */
  readonly stops: () => boolean;
  /** Resolves when the record is on disk. */
  keep(lane: Lane, turn: Turn): Promise<void>;
};

export const createEpisodes = <Lane extends { readonly table: TrialTable }>({
  asker,
  sandbox,
  critic,
  stored,
  signal,
  stops,
  keep,
}: EpisodesOptions<Lane>): Episodes<Lane> => ({
  play: async ({ lane, slot, sample }, request, asks) => {
    const { table } = lane;
    const { planned } = table;
    const { interaction } = planned.task.protocol;
    const { prompt } = request;
    if (interaction === undefined || prompt.kind !== 'chat') throw new Error(`${planned.name} has no turns`);
    const course = stored.get(table)?.get(slot) ?? { turns: [], open: null };
    stored.get(table)?.delete(slot);
    const { session } = interaction;
    return playEpisode({
      ...{ planned, sample, interaction, course, signal, stops, ...asks },
      request: { ...request, prompt },
      common: commonOf(request, asker, interactionIdentity(planned.task.protocol, critic?.identity)),
      model: asker.backend.model,
      cells: session === undefined ? null : cellsOf(session, course.turns, sandbox.openSession),
      execute: sandbox.execute,
      critic: critic ?? null,
      keep: turn => keep(lane, turn),
    });
  },
});
