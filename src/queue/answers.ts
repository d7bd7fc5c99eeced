import { oneLine, type SandboxFacts, type Verdict } from '../core/index.ts';
import type { Costs } from './costs.ts';
import { type Answer, decodeAnswer } from './messages.ts';
import type { Batch, Ledger, Outstanding } from './outstanding.ts';
import { sandboxDifference } from './sandbox-facts.ts';
import { unjudged } from './unjudged.ts';

/** Reads what workers send, and has each verdict written down once. */
export type Answers = {
  /** Resolves when all of a message is written down. */
  read(message: unknown): Promise<void>;
  /** Writes down verdicts on what was taken out of the ledger. */
  settle(entry: Outstanding, verdicts: readonly Verdict[]): Promise<void>;
  /** Completions that have come back judged. */
  judged(): number;
  /** What programs run in; null while that is not known. */
  sandbox(): SandboxFacts | null;
};

export type AnswersOptions = {
  readonly ledger: Ledger;
  readonly costs: Costs;
  readonly halt: { readonly signal: AbortSignal; fail(error: unknown): void };
  readonly runsPrograms: boolean;
  /** In which programs must run; null when the first answer settles it. */
  readonly sandbox: SandboxFacts | null;
  onSandbox(facts: SandboxFacts): Promise<void>;
  /** Told once of each kind. */
  say(kind: string, line: string): void;
  /** Hands in again what is left of a batch, and one that was taken out of its batch. */
  repeat(batch: Batch): void;
  resend(entry: Outstanding): void;
  /** No worker can judge it. */
  giveUp(entry: Outstanding, why: string): void;
  /** A batch has nothing left to do: others have answered for it. */
  superseded(batch: Batch): void;
};

/** How often workers may give the same completion back unjudged. */
const maxReturns = 3;

/** How often what judges it, and nothing else, may come to an end: once may be somebody who ends it. */
export const maxDeaths = 2;

export const createAnswers = (options: AnswersOptions): Answers => {
  const { ledger, costs, halt, runsPrograms, say, onSandbox, repeat, resend, giveUp, superseded } = options;
  let facts = options.sandbox;
  let settling: Promise<void> | null = null;
  let judged = 0;

  const settle = async (entry: Outstanding, verdicts: readonly Verdict[]): Promise<void> => {
    try {
      for (const verdict of verdicts) {
        if (halt.signal.aborted) return;
        await entry.deliver(verdict);
      }
      judged += 1;
    } catch (error) {
      halt.fail(error);
    } finally {
      ledger.release(entry);
    }
  };
  /** The first answer from a sandbox settles what the others must be from; answers are read side by side. */
  const settleSandbox = async (theirs: SandboxFacts): Promise<SandboxFacts> => {
    if (facts === null) {
      facts = theirs;
      settling = onSandbox(theirs);
      // Where it cannot be written down no answer can be taken, now or later.
      settling.catch(halt.fail);
    }
    await settling;
    return facts;
  };
  const isFromRightSandbox = async ({ sandbox: theirs, worker }: Answer): Promise<boolean> => {
    if (!runsPrograms || theirs === null) return true;
    const difference = sandboxDifference(await settleSandbox(theirs), theirs);
    if (difference === null) return true;
    say('sandbox', `Verdicts of worker ${oneLine(worker, 40)} are not taken: ${difference}.`);
    return false;
  };
  const take = async ({ batch, worker, items }: Answer): Promise<void> => {
    for (const item of items) {
      const stands = ledger.batchOf(item.number);
      const entry = ledger.take(item);
      if (entry === null) {
        if (!ledger.has(item.number)) continue;
        say('unasked', `Worker ${oneLine(worker, 40)} sent verdicts that were not asked for: dropped.`);
        continue;
      }
      costs.note(
        entry.task,
        item.verdicts.reduce((sum, { durationMs }) => sum + durationMs, 0),
      );
      await settle(entry, item.verdicts);
      if (stands !== undefined && stands.id !== batch && stands.left.size === 0) superseded(stands);
    }
  };
  /** A worker judges in order: the first that it has not judged is the one that it could not. */
  const handBack = async (id: string, why: string): Promise<void> => {
    const batch = ledger.batches.get(id);
    const [first] = batch?.left.values() ?? [];
    if (batch === undefined || first === undefined) return;
    say(`back: ${why}`, `A batch was handed back: ${why}.`);
    first.returns += 1;
    if (first.returns >= maxReturns && ledger.drop(first.number) !== undefined) {
      await settle(
        first,
        unjudged(first, `${maxReturns} workers could not judge it, the last one because: ${why}`),
      );
    }
    repeat(batch);
  };

  const countDeath = (batch: string, death: NonNullable<Answer['death']>): void => {
    const entry = ledger.pull(death.number, batch);
    if (entry === undefined) return;
    entry.deaths += 1;
    if (entry.deaths >= maxDeaths) {
      giveUp(entry, `${maxDeaths} times, with nothing else to judge, ${death.why}`);
      return;
    }
    say(`death: ${death.why}`, `A completion is tried once more: ${death.why}.`);
    resend(entry);
  };
  const begin = (batch: string, number: number): void => {
    const entry = ledger.batches.get(batch)?.left.get(number);
    if (entry !== undefined) entry.begunIn = batch;
  };

  return {
    read: async message => {
      const answer = decodeAnswer(message);
      if (typeof answer === 'string') {
        say('foreign', `A message in the queue is not ours and was dropped: ${answer}.`);
        return;
      }
      if (answer.unreadable > 0) {
        say('unreadable', `Worker ${oneLine(answer.worker, 40)} sent verdicts that cannot be read: dropped.`);
      }
      if (!(await isFromRightSandbox(answer))) {
        const batch = ledger.batches.get(answer.batch);
        if (batch !== undefined) repeat(batch);
        return;
      }
      if (answer.begun !== undefined) begin(answer.batch, answer.begun);
      await take(answer);
      if (answer.death !== undefined) countDeath(answer.batch, answer.death);
      if (answer.back !== null) await handBack(answer.batch, answer.back);
    },
    settle,
    judged: () => judged,
    sandbox: () => facts,
  };
};
