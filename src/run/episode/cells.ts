import type { CellExecution, Interaction, Outcome, PythonSession, SessionLoss } from '../../core/index.ts';
import type { FinishedTurn } from './turns.ts';

/** After these our own cells run once more, which harms nothing where they are still there. */
const mayTakeState: ReadonlySet<Outcome> = new Set(['timed-out', 'out-of-memory', 'crashed']);

/** The cells of an episode, one after another in a session that is opened by the first. */
export type Cells = {
  run(code: string): Promise<CellExecution>;
  close(): Promise<void>;
};

/**
 * @param before turns that an earlier command has finished: their state is there again before the first cell
 * @param open opens the session
 */
export const cellsOf = (
  { prelude, limits }: NonNullable<Interaction['session']>,
  before: readonly FinishedTurn[],
  open: () => Promise<PythonSession>,
): Cells => {
  let session: PythonSession | null = null;
  /** Whether the session has our own cells. */
  let isPrepared = false;
  const earlier = before.flatMap(({ effect: { action, lost, execution } }) =>
    action.kind === 'code' ? [{ code: action.text, lost, outcome: execution?.outcome }] : [],
  );
  let count = earlier.length;
  /** A cell that was interrupted in an earlier command has left something that no later cell has. */
  let isPartGone = false;
  /** The one of our own cells that the machine had no processor for, if there is one. */
  const prepare = async (to: PythonSession): Promise<CellExecution | null> => {
    for (const cell of prelude) {
      const execution = await to.run(cell, limits, 0);
      if (execution.starved === true) return execution;
    }
    isPrepared = true;
    return null;
  };
  const start = async (): Promise<PythonSession> => {
    session = await open();
    const { alive, interrupted } = aliveOf(earlier);
    isPartGone = interrupted;
    if (alive.length === 0) return session;
    await session.restore([...prelude, ...alive], limits, 1 + count - alive.length - prelude.length);
    isPrepared = true;
    return session;
  };
  return {
    run: async code => {
      const its = session ?? (await start());
      const starved = isPrepared ? null : await prepare(its);
      if (starved !== null) return starved;
      count += 1;
      // Our own cells and those of an interpreter before are not counted, and a traceback names its cells.
      const cell = await its.run(code, limits, count);
      const { lost = isPartGone ? ('part' as const) : undefined } = cell;
      isPartGone = false;
      isPrepared = lost === 'cell' || (keepsOthers(lost) && !mayTakeState.has(cell.outcome));
      return { ...cell, number: count, ...(lost === undefined ? {} : { lost }) };
    },
    close: async () => session?.close(),
  };
};

type EarlierCell = {
  readonly code: string;
  readonly lost: SessionLoss | undefined;
  readonly outcome: Outcome | undefined;
};

const keepsOthers = (lost: SessionLoss | undefined): boolean => lost === undefined || lost === 'part';

/**
 * The cells whose state a session has. One that was interrupted has run in part, which nobody can repeat: whether what it
 * did was still there.
 */
const aliveOf = (
  cells: readonly EarlierCell[],
): { readonly alive: readonly string[]; readonly interrupted: boolean } => {
  let alive: string[] = [];
  let interrupted = false;
  for (const { code, lost, outcome } of cells) {
    if (lost === 'earlier' || lost === 'all') alive = [];
    if (lost !== undefined && lost !== 'cell') interrupted = false;
    if (lost === 'cell' || lost === 'all') continue;
    if (outcome === 'timed-out') interrupted = true;
    else alive.push(code);
  }
  return { alive, interrupted };
};
