import type { CellExecution, Interaction, Outcome, PythonSession } from '../../core/index.ts';
import type { FinishedTurn } from './turns.ts';

/** After these the interpreter is another one, without the names of the cells before. */
const losesState: ReadonlySet<Outcome> = new Set(['timed-out', 'out-of-memory', 'crashed']);

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
  let isPrepared = false;
  const earlier = before.flatMap(({ effect: { action, execution } }) =>
    action.kind === 'code' ? [{ code: action.text, outcome: execution?.outcome ?? 'finished' }] : [],
  );
  let count = earlier.length;
  const prepare = async (to: PythonSession): Promise<void> => {
    for (const cell of prelude) await to.run(cell, limits);
    isPrepared = true;
  };
  const start = async (): Promise<PythonSession> => {
    session = await open();
    const lost = earlier.findLastIndex(({ outcome }) => losesState.has(outcome));
    const alive = earlier.slice(lost + 1).map(({ code }) => code);
    if (alive.length === 0) return session;
    await session.restore([...prelude, ...alive], limits);
    isPrepared = true;
    return session;
  };
  return {
    run: async code => {
      const its = session ?? (await start());
      if (!isPrepared) await prepare(its);
      const cell = await its.run(code, limits);
      count += 1;
      isPrepared = !losesState.has(cell.outcome);
      // Our own cells and those of an interpreter before are not counted in the session's number.
      return { ...cell, number: count };
    },
    close: async () => session?.close(),
  };
};
