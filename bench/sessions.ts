import { mkdtempSync, rmSync } from 'node:fs';
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

/** What the cells cost beyond themselves, in milliseconds each. */
const measure = async (run: () => Promise<readonly CellExecution[]>) => {
  const before = descendantsUsage().cpuMs;
  const cells = await run();
  const cpuMs = descendantsUsage().cpuMs - before;
  const sum = (of: (cell: CellExecution) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  return {
    cells: cells.length,
    cpuMs: (cpuMs - sum(cell => cell.cpuMs ?? cell.durationMs)) / cells.length,
    ownMs: sum(cell => cell.durationMs) / cells.length,
    failed: cells.filter(({ outcome }) => outcome !== 'finished' && outcome !== 'raised').length,
  };
};

/** The first cell of every session, then the second of every session, and so on: each cell finds another's state. */
const inTurn = async (openSession: OpenSession, episodes: Episodes) => {
  const sessions = episodes.map(cells => ({ cells, session: openSession() }));
  const longest = Math.max(...episodes.map(cells => cells.length));
  const ran: CellExecution[] = [];
  for (let turn = 0; turn < longest; turn++)
    ran.push(
      ...(await Promise.all(
        sessions.flatMap(({ cells, session }) => {
          const code = cells[turn];
          return code === undefined ? [] : [session.run(code, limits)];
        }),
      )),
    );
  return { ran, close: () => Promise.all(sessions.map(({ session }) => session.close())) };
};

/** One session after the other, its cells in a row. */
const inRow = async (openSession: OpenSession, episodes: Episodes) => {
  const ran: CellExecution[] = [];
  const lane = async (own: Episodes) => {
    for (const cells of own) {
      const session = openSession();
      for (const code of cells) ran.push(await session.run(code, limits));
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
    const alternating = await measure(async () => {
      const { ran, close: closeAll } = await inTurn(openSession, episodes);
      close = closeAll;
      return ran;
    });
    const mostMb = memory();
    await close();
    const row = await measure(() => inRow(openSession, episodes));
    tell('cells of the sessions', alternating.cells, 'cells');
    tell('of these ended from outside', alternating.failed, 'cells');
    tell('a cell itself', alternating.ownMs, 'ms');
    tell(measures.cellInTurn, alternating.cpuMs, 'ms CPU');
    tell(measures.cellInRow, row.cpuMs, 'ms CPU');
    tell(measures.sessions, mostMb, 'MiB');
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
