import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Completion,
  costOfAnswer,
  decodeCompletion,
  decodeTurn,
  type Key,
  type Price,
  type Usage,
} from '../core/index.ts';
import { errnoOf } from './disk-error.ts';
import { completionsFolder, turnsFolder } from './layout.ts';
import { readRecords, sizeOf } from './records.ts';

/** What answers have cost: the sum over those whose tokens were reported, and how many were and were not. */
export type Spending = {
  readonly amount: number;
  readonly priced: number;
  readonly unpriced: number;
  /** Of `amount`, what turns of episodes cost that are not over; 0 when absent. */
  readonly partly?: number;
};

const nothingSpent: Spending = { amount: 0, priced: 0, unpriced: 0 };

export type BudgetOptions = {
  readonly price: Price;
  /** Most that the answers of a run directory may cost, in the price's currency. */
  readonly maxCost: number;
  /** What the directory's answers have cost before. */
  readonly before?: Spending;
  /** Whoever waits for leave gets none once one of them is aborted. */
  readonly signals?: readonly (AbortSignal | undefined)[];
};

/** Why a budget let nothing more start: it is spent, or the server does not say what answers cost. */
export type BudgetEnd = 'spent' | 'no-tokens';

/** A run that ended because of what it costs. */
export type BudgetStop = {
  readonly end: BudgetEnd;
  /** In the run directory, over all commands. */
  readonly spent: Spending;
  readonly maxCost: number;
  readonly currency: string;
};

/** Keeps what a run costs below a limit. */
export type Budget = {
  /**
   * Leave to start one more request: true when what is spent, and the mean for it and each request under way, stay
   * within the limit; false when nothing may start any more. Waits as long as that depends on requests under way, and
   * lets the first one of all go alone, which shows what an answer costs.
   */
  mayStart(): Promise<boolean>;
  /** The same for one that need not start: true when it has leave now, false for not now. Waits for nothing. */
  mayAlsoStart(): boolean;
  /** A request that had leave is over; null where no answer came. */
  settle(completion: Completion | null): void;
  /** A turn of an episode came: its part of what the episode costs, whose leave and end are its own. */
  payTurn(usage: Usage): void;
  /** An answer came that needed no leave. */
  pay(usage: Usage): void;
  spending(): Spending;
  /** Null while it has refused nothing. */
  stop(): BudgetStop | null;
};

/** Sums of what floating point makes of equal amounts are let pass. */
const tolerance = 1e-9;

export const createBudget = (options: BudgetOptions): Budget => {
  const { price, maxCost, before = nothingSpent, signals = [] } = options;
  const waiting: ((leave: boolean) => void)[] = [];
  let spent = before;
  let underWay = 0;
  let end: BudgetEnd | null = null;

  /** Null for: wait. */
  const decide = (): boolean | null => {
    if (end !== null || signals.some(signal => signal?.aborted)) return false;
    const verdict = judge(spent, underWay, maxCost);
    if (verdict === 'wait' || verdict === 'start') return verdict === 'start' ? true : null;
    end = verdict;
    return false;
  };
  const admit = (): void => {
    for (let go = waiting[0]; go !== undefined; go = waiting[0]) {
      const leave = decide();
      if (leave === null) return;
      waiting.shift();
      if (leave) underWay += 1;
      go(leave);
    }
  };
  for (const signal of signals) signal?.addEventListener('abort', admit, { once: true });
  return {
    mayStart: () =>
      new Promise(resolve => {
        waiting.push(resolve);
        admit();
      }),
    mayAlsoStart: () => {
      // Not past those that wait; and what need not start ends nothing.
      if (waiting.length > 0 || end !== null || signals.some(signal => signal?.aborted)) return false;
      if (judge(spent, underWay, maxCost) !== 'start') return false;
      underWay += 1;
      return true;
    },
    settle: completion => {
      underWay = Math.max(0, underWay - 1);
      if (completion?.episode !== undefined) spent = withEnd(spent, completion, price);
      else if (completion !== null) spent = added(spent, completion, price);
      admit();
    },
    payTurn: usage => {
      spent = withTurn(spent, usage, price);
    },
    pay: usage => {
      spent = withCost(spent, usage, price);
    },
    spending: () => spent,
    stop: () => (end === null ? null : { end, spent, maxCost, currency: price.currency }),
  };
};

/**
 * The budget of a run directory, with what has been spent there; null without a price or a limit.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const openBudget = async (
  { directory, price, maxCost }: BudgetWish,
  signals: BudgetOptions['signals'] = [],
): Promise<Budget | null> => {
  if (!price || maxCost === undefined) return null;
  return createBudget({ price, maxCost, before: await spentIn(directory, price), signals });
};

type BudgetWish = {
  readonly directory: string;
  readonly price?: Price | null | undefined;
  readonly maxCost?: number | undefined;
};

const judge = (
  { amount, priced, unpriced, partly = 0 }: Spending,
  underWay: number,
  maxCost: number,
): 'start' | 'wait' | BudgetEnd => {
  if (priced === 0) {
    if (amount >= maxCost) return 'spent';
    if (underWay > 0) return 'wait';
    return unpriced > 0 ? 'no-tokens' : 'start';
  }
  // What is not known is taken for the mean.
  const mean = (amount - partly) / priced;
  const expected = amount + mean * (unpriced + underWay + 1);
  if (expected <= maxCost * (1 + tolerance)) return 'start';
  return underWay > 0 ? 'wait' : 'spent';
};

/**
 * With one more answer. A request that failed for good costs nothing that is known of; an answer that was taken from
 * another run was paid there.
 */
const added = (spending: Spending, { error, usage, reusedFrom }: Completion, price: Price): Spending => {
  return error !== null || reusedFrom !== undefined ? spending : withCost(spending, usage, price);
};

/** With the end of an episode whose turns are paid. */
const withEnd = (spending: Spending, { usage }: Completion, price: Price): Spending => {
  const cost = costOfAnswer(usage, price);
  if (cost === null) return { ...spending, unpriced: spending.unpriced + 1 };
  const partly = Math.max(0, (spending.partly ?? 0) - cost);
  return { ...spending, priced: spending.priced + 1, partly };
};

const withCost = (spending: Spending, usage: Usage, price: Price): Spending => {
  const cost = costOfAnswer(usage, price);
  return cost === null
    ? { ...spending, unpriced: spending.unpriced + 1 }
    : { ...spending, amount: spending.amount + cost, priced: spending.priced + 1 };
};

/**
 * What all answers of a run directory have cost, of every task and command. Turns of episodes that are not over count as
 * paid; those of the others are in their completions.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
const spentIn = async (directory: string, price: Price): Promise<Spending> => {
  const folder = completionsFolder(directory);
  let spent = nothingSpent;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const turns = join(turnsFolder(directory), name);
    const turnBytes = await sizeOf(turns);
    const over = new Set<Key>();
    for await (const completion of readRecords(path, decodeCompletion, await sizeOf(path))) {
      spent = added(spent, completion, price);
      if (turnBytes > 0 && completion.error === null) over.add(completion.key);
    }
    for await (const turn of readRecords(turns, decodeTurn, turnBytes)) {
      if (turn.record === 'reply' && !over.has(turn.key)) spent = withTurn(spent, turn.usage, price);
    }
  }
  return spent;
};

/** With a turn of an episode that is not over: how many episodes were paid stays as it is. */
const withTurn = (spending: Spending, usage: Usage, price: Price): Spending => {
  const cost = costOfAnswer(usage, price) ?? 0;
  return { ...spending, amount: spending.amount + cost, partly: (spending.partly ?? 0) + cost };
};

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).filter(name => name.endsWith('.jsonl'));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
};
