import type { Redis } from 'ioredis';
import { type Here, type Unfit, unfitFor, unfitSandbox, unfitThrough } from './fit.ts';
import { type Joined, type JoinOptions, joinRun } from './joined-run.ts';
import { groupsOf } from './judge-messages.ts';
import { type Announcement, isThere, readRuns, settleSandbox, sweepRun } from './registry.ts';
import type { SandboxHere } from './sandbox-here.ts';

export type JoiningOptions = Here &
  Omit<JoinOptions, 'requirement' | 'sandbox' | 'onUnfit'> & {
    readonly openedSandbox: SandboxHere;
    /** Aborted to join nothing more. */
    readonly stop: AbortSignal;
    /** A run that was refused for something that may change is thought about again after so long; a minute when left out. */
    readonly againMs?: number | undefined;
  };

/** The runs of a queue: those that this worker takes batches of, and those that it does not. */
export type Joining = {
  readonly joined: ReadonlyMap<string, Joined>;
  /** Why it does not, by id. */
  readonly refused: ReadonlyMap<string, Pick<Unfit, 'why'>>;
  /** Looks which runs there are, joins those that it is fit for, and parts from those that are gone. */
  look(): Promise<void>;
  partFromAll(): Promise<void>;
};

/** Runs that are joined at the same time, at most, and those that are thought about in one look. */
const most = { joined: 64, considered: 8, swept: 4 };

/** Looks in a row in which a run must be missing before it is gone: a Redis that was emptied is told of it again. */
const missesToPart = 3;

/** Lines about refused runs in one minute, at most. */
const linesAMinute = 20;

export const createJoining = (redis: Redis, options: JoiningOptions): Joining => {
  const { openedSandbox, judges, say, stop, againMs = 60_000 } = options;
  const joined = new Map<string, Joined>();
  const required = new Map<string, Announcement['requirement']>();
  const refused = new Map<string, { readonly why: string; readonly againAtMs: number }>();
  const missed = new Map<string, number>();
  const leaving = new Set<Promise<void>>();
  const sayRefused = fewLines(say);

  const refuse = ({ id, label, host }: Announcement, { why, mayPass }: Unfit): void => {
    const before = refused.get(id)?.why;
    refused.set(id, { why, againAtMs: performance.now() + (mayPass ? againMs : Number.POSITIVE_INFINITY) });
    if (before !== why) sayRefused(`${label} on ${host} is not joined: ${why}.`);
  };
  /** @param clears removes what is left of it, where it is there no more; `isOver` when that is known */
  const part = (id: string, { clears, isOver }: { clears: boolean; isOver: boolean }): void => {
    const run = joined.get(id);
    joined.delete(id);
    required.delete(id);
    const needed = [...required.values()].flatMap(({ tasks }) => [...groupsOf(tasks).keys()]);
    judges.keep([...new Set(needed)]);
    if (run === undefined) return;
    const done = run
      .close(isOver)
      .then(async () => {
        if (clears && !(await isThere(redis, id))) await sweepRun(redis, id);
      })
      .catch(() => {});
    leaving.add(done);
    void done.then(() => leaving.delete(done));
  };
  const unfit = async (run: Announcement): Promise<Unfit | null> => {
    if (joined.size >= most.joined) return { why: `${most.joined} runs are joined already`, mayPass: true };
    const found = await unfitFor(run.requirement, options);
    if (found !== null || !run.requirement.runs_programs) return found;
    try {
      const here = await openedSandbox.open();
      // Closed, because the worker is being stopped.
      if (here === null) return { why: 'the worker is being stopped', mayPass: false };
      return (
        unfitSandbox(run, here, null) ?? unfitSandbox(run, here, await settleSandbox(redis, run.id, here))
      );
    } catch (thrown) {
      return unfitThrough(thrown);
    }
  };
  const consider = async (run: Announcement): Promise<void> => {
    const { id, requirement, label, host } = run;
    const found = await unfit(run);
    if (stop.aborted) return;
    if (found !== null) return refuse(run, found);
    refused.delete(id);
    const join = await joinRun(redis, id, {
      ...options,
      requirement,
      sandbox: openedSandbox.opened,
      onUnfit: why => {
        if (!joined.has(id)) return;
        part(id, { clears: false, isOver: false });
        refuse(run, { why, mayPass: true });
      },
    });
    joined.set(id, join);
    required.set(id, requirement);
    say(`Joined ${label} on ${host}: ${listed(requirement.tasks.map(({ name }) => name))}.`);
  };
  const forget = async (known: ReadonlySet<string>, gone: readonly string[]): Promise<void> => {
    for (const id of refused.keys()) if (!known.has(id)) refused.delete(id);
    for (const id of missed.keys()) if (known.has(id)) missed.delete(id);
    let swept = 0;
    for (const id of new Set([...joined.keys(), ...gone])) {
      if (known.has(id)) continue;
      const misses = (missed.get(id) ?? 0) + 1;
      missed.set(id, misses);
      if (misses < missesToPart) continue;
      missed.delete(id);
      if (joined.has(id)) part(id, { clears: true, isOver: true });
      else if (swept < most.swept) {
        swept += 1;
        await sweepRun(redis, id);
      }
    }
  };
  return {
    joined,
    refused,
    look: async () => {
      const { there, gone } = await readRuns(redis);
      await forget(new Set(there.map(({ id }) => id)), gone);
      const nowMs = performance.now();
      const open = there.filter(({ id }) => !joined.has(id) && (refused.get(id)?.againAtMs ?? 0) <= nowMs);
      for (const run of open.slice(0, most.considered)) {
        if (stop.aborted) return;
        await consider(run);
      }
    },
    partFromAll: async () => {
      // A run may have ended a moment ago: what this worker has written since would stay for ever.
      for (const id of [...joined.keys()]) part(id, { clears: true, isOver: false });
      await Promise.all(leaving);
    },
  };
};

const listed = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;

/** Says so many lines a minute, and how many there would have been. */
const fewLines = (say: (line: string) => void): ((line: string) => void) => {
  let [minute, count] = [0, 0];
  return line => {
    const now = Math.floor(performance.now() / 60_000);
    if (now !== minute) {
      if (count > linesAMinute) say(`${count - linesAMinute} more runs were not joined.`);
      [minute, count] = [now, 0];
    }
    count += 1;
    if (count <= linesAMinute) say(line);
    if (count === linesAMinute) say('Further runs that are not joined within this minute are only counted.');
  };
};
