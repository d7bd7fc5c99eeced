import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxes } from '../sandbox/index.ts';
import type { CellExecution, OpenSession, SandboxKind } from '../src/core/index.ts';
import { descendantsUsage } from './process-tree.ts';
import { recordedEpisodes } from './recorded-cells.ts';
import { lineOf, measures } from './targets.ts';

const SESSIONS = 200;
const WORKERS = 2;
const LOOK_EVERY_MS = 500;
const MB = 1024 * 1024;
const limits = { timeoutMs: 2000, memoryMb: 256, maxOutputBytes: 65_536 };
/** Where there are no recordings. */
const OWN = [
  [
    'import math\nx = [n * n for n in range(1000)]\nsum(x)',
    'y = {n: str(n) for n in x}\nlen(y)',
    'math.sqrt(x[9])',
  ],
  ['def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(12)', '[f(n) for n in range(10)]', '1 / 0'],
];

type Episodes = readonly (readonly string[])[];

/** So many, evenly spread; the same again when there are fewer. */
const spread = (episodes: Episodes): Episodes =>
  Array.from({ length: SESSIONS }, (_, place) => {
    const stride = Math.max(1, Math.floor(episodes.length / SESSIONS));
    return episodes[(place * stride) % episodes.length] ?? [];
  });

/** Memory of this process and its descendants, the most that was seen. */
const watchMemory = () => {
  let mostMb = 0;
  const look = () => {
    mostMb = Math.max(mostMb, descendantsUsage().memoryMb + process.memoryUsage.rss() / MB);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return mostMb;
  };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Processor time of all processes for each cell, in milliseconds: `beyondMs` without that of the cell itself, null where
 * the sandbox does not tell it.
 */
const wasStopped = ({ outcome }: CellExecution): boolean => outcome !== 'finished' && outcome !== 'raised';

const measure = async (run: () => Promise<readonly CellExecution[]>) => {
  const before = descendantsUsage().cpuMs;
  const cells = await run();
  const cpuMs = descendantsUsage().cpuMs - before;
  const own = cells.map(cell => cell.cpuMs).filter(ms => ms !== null);
  const ownMs = own.reduce((sum, ms) => sum + ms, 0);
  return {
    cells: cells.length,
    allMs: cpuMs / cells.length,
    beyondMs: own.length === cells.length ? (cpuMs - ownMs) / cells.length : null,
    itselfMs: mean(cells.map(({ durationMs }) => durationMs)),
    stopped: cells.filter(wasStopped).length,
  };
};

/** The first cell of every session, then the second of every session, and so on: each cell finds another's state. */
const inTurn = async (openSession: OpenSession, episodes: Episodes) => {
  const sessions = episodes.map(cells => ({ cells, session: openSession() }));
  const longest = Math.max(...episodes.map(cells => cells.length));
  const ran: CellExecution[] = [];
  /** Episodes of which every cell came to its end: no process of theirs has to be made again. */
  const calm = new Set(episodes);
  for (let turn = 0; turn < longest; turn++)
    ran.push(
      ...(await Promise.all(
        sessions.flatMap(({ cells, session }) => {
          const code = cells[turn];
          if (code === undefined) return [];
          const note = (cell: CellExecution): CellExecution => {
            if (wasStopped(cell)) calm.delete(cells);
            return cell;
          };
          return [session.run(code, limits).then(note)];
        }),
      )),
    );
  return { ran, calm: [...calm], close: () => Promise.all(sessions.map(({ session }) => session.close())) };
};

/** One session after the other, its cells in a row; `again` is told what a cell's earlier ones had taken. */
const inRow = async (openSession: OpenSession, episodes: Episodes, again: (ms: number) => void) => {
  const ran: CellExecution[] = [];
  const lane = async (own: Episodes) => {
    for (const cells of own) {
      const session = openSession();
      let earlierMs = 0;
      for (const code of cells) {
        const cell = await session.run(code, limits);
        ran.push(cell);
        again(earlierMs);
        earlierMs += cell.durationMs;
      }
      await session.close();
    }
  };
  await Promise.all(
    Array.from({ length: WORKERS }, (_, lane_) =>
      episodes.filter((_cells, place) => place % WORKERS === lane_),
    ).map(lane),
  );
  return ran;
};

/** A cell that does nothing, in sessions that have begun, in turn: all that it costs is the sandbox's. */
const emptyCells = async (openSession: OpenSession): Promise<number> => {
  const sessions = Array.from({ length: SESSIONS }, () => openSession());
  const turn = (code: string) => Promise.all(sessions.map(session => session.run(code, limits)));
  await turn('x = 1');
  const { allMs } = await measure(async () => [...(await turn('pass')), ...(await turn('pass'))]);
  await Promise.all(sessions.map(session => session.close()));
  return allMs;
};

/** Size of the states that sessions are kept in, in KiB; null where they are kept otherwise. */
const stateKb = (): number | null => {
  const folder = readdirSync(tmpdir()).find(name => name.startsWith(`eurus-sessions-${process.pid}-`));
  if (folder === undefined) return null;
  const sizes = readdirSync(join(tmpdir(), folder)).map(name => statSync(join(tmpdir(), folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0) / 1024 / Math.max(1, sizes.length);
};

const benchKind = async (kind: SandboxKind, episodes: Episodes) => {
  const tell = (what: string, value: number, unit: string) =>
    console.log(lineOf({ subject: kind.name, what, value, unit }));
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    const sandbox = await kind.open({ workers: WORKERS, cacheDirectory });
    const { openSession } = sandbox;
    if (openSession === undefined) return await sandbox.close();
    // Interpreters with packages are started, and images made, once: not a cell's cost.
    await inTurn(
      openSession,
      Array.from({ length: 4 * WORKERS }, () => ['import sympy\nsympy.sqrt(8)', '1']),
    );
    const memory = watchMemory();
    let close = async (): Promise<unknown> => undefined;
    let calm: Episodes = [];
    const alternating = await measure(async () => {
      const { ran, calm: those, close: closeAll } = await inTurn(openSession, episodes);
      [calm, close] = [those, closeAll];
      return ran;
    });
    const mostMb = memory();
    const keptKb = stateKb();
    await close();
    const earlier: number[] = [];
    const row = await measure(() => inRow(openSession, calm, () => undefined));
    const whole = await measure(() => inRow(openSession, episodes, ms => earlier.push(ms)));
    tell('cells of the sessions', alternating.cells, 'cells');
    tell('of these stopped, or left', alternating.stopped, 'cells');
    tell('a cell itself', alternating.itselfMs, 'ms');
    if (alternating.beyondMs !== null) tell(measures.cellInTurn, alternating.beyondMs, 'ms CPU');
    if (row.beyondMs !== null) tell(measures.cellInRow, row.beyondMs, 'ms CPU');
    if (whole.beyondMs !== null) tell('the same, with those that are stopped', whole.beyondMs, 'ms CPU');
    tell(measures.emptyCell, await emptyCells(openSession), 'ms CPU');
    tell('its earlier cells, were they to run again', mean(earlier), 'ms');
    tell('the same, median', median(earlier), 'ms');
    tell(measures.sessions, mostMb, 'MiB');
    if (keptKb !== null) tell('state of a session that is put away', keptKb, 'KiB');
    await sandbox.close();
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
};

/** 200 sessions side by side over two workers, with the cells that models really ran. */
export const benchSessions = async (): Promise<void> => {
  const recorded = recordedEpisodes();
  const episodes = spread(recorded.length === 0 ? OWN : recorded);
  for (const kind of sandboxes)
    if (kind.language !== 'javascript' && (await kind.check()).available) await benchKind(kind, episodes);
};
