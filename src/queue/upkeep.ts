import { messageOf, oneLine } from '../core/index.ts';
import type { JudgingContext } from '../run/index.ts';
import type { Answers } from './answers.ts';
import type { Beat } from './beat.ts';
import type { Flow } from './flow.ts';
import { lostBatches, type Snapshot } from './lost.ts';
import type { Ledger } from './outstanding.ts';
import type { Patience } from './patience.ts';
import { pause } from './pause.ts';
import { passingTrouble, refusalOf } from './redis-error.ts';
import { createSpeed } from './speed.ts';

/** Looks after a run in a queue: says that it is there, finds what is lost, and shows who works. */
export type Upkeep = {
  /**
   * The first round, as soon as Redis takes it.
   * @throws what Redis will not do, or not within patience
   */
  begin(): Promise<void>;
  /** Rounds until the end. */
  run(): Promise<void>;
  /** Batches that all workers can work on at the same time. */
  slots(): number;
};

export type UpkeepOptions = Pick<JudgingContext, 'progress' | 'changed'> & {
  /** Of the server, for people. */
  readonly name: string;
  readonly beat: Beat;
  readonly ledger: Ledger;
  readonly flow: Flow;
  readonly answers: Answers;
  readonly patience: Patience;
  readonly closing: AbortSignal;
  /** Which memory of Redis this is, and that it is a new one. */
  readonly memory: { now(): number; lost(): void };
  /** Numbers of the answers that are being read. */
  reading(): Iterable<number>;
  snapshot(): Promise<Snapshot>;
  say(kind: string, line: string): void;
  fail(thrown: unknown): void;
};

/** Between two rounds, and while a batch is missing. Milliseconds. */
const roundMs = 1000;
const missingMs = 250;

/** Rounds without any worker after which what workers had taken is not waited for when the user wants to stop. */
const roundsAlone = 3;

/** Rounds without any worker after which that is said to who sees no panel. */
const roundsToTell = 5;

const waitsForWorker = 'waiting for a worker: start eurus-eval worker --queue URL';

export const createUpkeep = (options: UpkeepOptions): Upkeep => {
  const { name, beat, ledger, flow, answers, memory, progress, changed, patience, closing, say, fail } =
    options;
  let isKnown = false;
  let slots = 0;
  let without = 0;

  const speed = createSpeed();
  const counts = () => ({ out: ledger.size, judged: answers.judged(), again: flow.again });
  const find = async (): Promise<Snapshot> => {
    const seen = await options.snapshot();
    if (!seen.isAnnounced) memory.lost();
    for (const batch of lostBatches(ledger.batches.values(), seen, options.reading())) {
      flow.repeat(batch, batch.epoch === memory.now());
    }
    flow.tryAlone();
    await flow.shareLast(seen.waiting);
    return seen;
  };
  const round = async (): Promise<void> => {
    const { planned, scored, unscored } = progress;
    const shown = { planned, done: scored + unscored, perSecond: speed.of(answers.judged()) };
    const wasThere = await beat.announce({ ...counts(), ...shown }, answers.sandbox());
    if (!wasThere && isKnown) memory.lost();
    isKnown = true;
    const seen = await find();
    const { joined, others } = await beat.workers();
    for (const { host, why } of others) say(`refusal: ${why}`, `A worker on ${host} does not join: ${why}.`);
    slots = joined.reduce((sum, worker) => sum + worker.slots, 0);
    without = joined.length === 0 ? without + 1 : 0;
    if (flow.isDraining && without >= roundsAlone) flow.forgetAll();
    progress.queue = {
      ...{ workers: joined.length, slots, waiting: seen.waiting.length },
      ...counts(),
    };
    const lacks = joined.length === 0 && ledger.size > 0;
    if (lacks && without === roundsToTell)
      say('no worker', 'No worker has joined: start eurus-eval worker --queue URL.');
    if (lacks) progress.state = waitsForWorker;
    else if (progress.state === waitsForWorker) progress.state = null;
    changed();
  };
  /** @throws what will not pass, or has not passed for too long */
  const wait = (thrown: unknown): void => {
    const refusal = refusalOf(thrown, name);
    if (refusal !== null) throw refusal;
    patience.tried(thrown);
  };
  const begin = async (): Promise<void> => {
    while (!closing.aborted) {
      try {
        return await round();
      } catch (thrown) {
        wait(thrown);
      }
      await pause(roundMs, closing);
    }
  };
  const trouble = (thrown: unknown): void => {
    if (closing.aborted) return;
    if (refusalOf(thrown, name) === null && passingTrouble(thrown) === null) {
      say('trouble', `Redis at ${name}: ${oneLine(messageOf(thrown), 200)}. Trying again.`);
      return;
    }
    try {
      wait(thrown);
    } catch (hopeless) {
      fail(hopeless);
    }
  };
  return {
    begin,
    slots: () => slots,
    run: async () => {
      while (!closing.aborted) {
        const isMissing = ledger.batches.values().some(({ missing }) => missing !== null);
        await pause(isMissing ? missingMs : roundMs, closing);
        if (closing.aborted) return;
        try {
          await round();
          patience.eased();
        } catch (thrown) {
          trouble(thrown);
        }
      }
    },
  };
};
