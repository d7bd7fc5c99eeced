import { messageOf, trialsOf } from '../../core/index.ts';
import { isBeingWritten, namedRewards, type RunRecord, type TaskRecord } from '../../record/index.ts';
import type { RunCard, RunId, RunList, RunPage, TaskCard } from '../api.ts';
import { Refusal } from './refusal.ts';
import { openRunFolder } from './run-folder.ts';
import { openTaskIndex, type TaskIndex } from './task-index.ts';

/** All that the server answers from: the runs of a folder, and the indexes of the tasks that were looked at. */
export type Library = {
  list(): Promise<RunList>;
  page(id: RunId): Promise<RunPage>;
  runs(): Promise<ReadonlyMap<RunId, string>>;
  /** @throws Refusal 404 when there is no such run */
  run(id: RunId): Promise<RunRecord>;
  /** @throws Refusal 404 when there is no such task */
  task(id: RunId, task: string): Promise<OpenTask>;
  /** Told that files of these runs have changed. */
  changed(ids: readonly RunId[]): Promise<void>;
  close(): void;
};

export type OpenTask = { readonly run: RunRecord; readonly task: TaskRecord; readonly index: TaskIndex };

/** Rows of all indexes together beyond which those that were not used for longest are let go. */
const maxRows = 1_000_000;

/** Longest that reading ahead stays with one task. */
const readAheadMs = 60_000;

/** @param version of this program */
export const openLibrary = async (folder: string, version: string): Promise<Library> => {
  const runs = await openRunFolder(folder);
  const indexes = indexShelf();
  let closed = false;

  const directoryOf = async (id: RunId): Promise<string> => {
    const directory = (await runs.find()).get(id);
    if (directory === undefined) throw new Refusal(404, 'there is no such run');
    return directory;
  };

  const open = async (id: RunId): Promise<RunRecord> => runs.open(await directoryOf(id));

  return {
    list: async () => {
      const cards: RunCard[] = [];
      const broken: { directory: string; why: string }[] = [];
      for (const [id, directory] of await runs.find()) {
        try {
          cards.push(await cardOf(id, await runs.open(directory)));
        } catch (thrown) {
          broken.push({ directory: id, why: messageOf(thrown) });
        }
      }
      return { version, folder, runs: cards, broken };
    },
    page: async id => {
      const run = await open(id);
      const tasks = run.tasks.map(task => taskCard(task, run, indexes.find(task.completions)));
      indexes.readAhead(run);
      return { ...(await cardOf(id, run)), manifest: run.manifest, tasks };
    },
    runs: runs.find,
    run: open,
    task: async (id, name) => {
      if (closed) throw new Refusal(503, 'the server is closing');
      const run = await open(id);
      const task = run.tasks.find(known => known.name === name);
      if (task === undefined) throw new Refusal(404, 'there is no such task in the run');
      return { run, task, index: indexes.take(task, run.directory) };
    },
    changed: async ids => {
      const found = await runs.find();
      indexes.changed(new Set(ids.map(id => found.get(id))));
    },
    close: () => {
      closed = true;
      indexes.close();
    },
  };
};

const cardOf = async (id: RunId, { manifest, summary, directory, tasks }: RunRecord): Promise<RunCard> => ({
  id,
  model: manifest.identity.model,
  createdAt: manifest.created_at,
  live: await isBeingWritten(directory),
  summary,
  headlines: Object.fromEntries(
    tasks.flatMap(({ name, graders: [headline] }) => (headline === undefined ? [] : [[name, headline.name]])),
  ),
});

/** What the index says, where there is one by now; else what the summary does. */
const taskCard = (task: TaskRecord, { manifest, summary }: RunRecord, index: TaskIndex | null): TaskCard => {
  const { name, benchmark, protocol } = task;
  const cells = summary.cells.filter(cell => cell.benchmark === benchmark && cell.protocol === protocol);
  const known = index?.isWhole() && index.counts().rows > 0 ? index : null;
  const judged = Math.max(0, ...cells.map(({ counts }) => trialsOf(counts)));
  const planned = Math.max(0, ...cells.map(({ counts, missing = 0 }) => trialsOf(counts) + missing));
  const trials = manifest.selection[name]?.trials ?? null;
  const asked = known === null ? 0 : known.counts().samples * (trials ?? 0);
  return {
    ...{ name, benchmark, protocol },
    graders: task.graders.map(grader => grader.name),
    completions: known?.counts().completions ?? judged,
    planned: Math.max(planned, asked) || null,
    groups: known
      ? Object.fromEntries(known.dimensions().map(dimension => [dimension.name, dimension.values]))
      : Object.fromEntries(
          Object.entries(cells[0]?.groups ?? {}).map(([dimension, values]) => [
            dimension,
            Object.keys(values),
          ]),
        ),
    cells,
  };
};

type ShelfEntry = { task: TaskRecord; readonly directory: string; readonly index: TaskIndex };

const newEntry = (task: TaskRecord, directory: string): ShelfEntry => {
  const entry: ShelfEntry = {
    ...{ task, directory },
    index: openTaskIndex(
      () => entry.task,
      () => namedRewards(directory, entry.task),
    ),
  };
  return entry;
};

const rowsOn = (shelf: ReadonlyMap<string, ShelfEntry>): number =>
  [...shelf.values()].reduce((sum, { index }) => sum + index.counts().rows, 0);

/** The indexes that are open, the one used last at the end. */
const indexShelf = () => {
  const shelf = new Map<string, ShelfEntry>();
  const letGo = (): void => {
    let rows = 0;
    for (const [path, { index }] of [...shelf].reverse()) {
      rows += index.counts().rows;
      if (rows <= maxRows || index === [...shelf.values()].at(-1)?.index) continue;
      index.close();
      shelf.delete(path);
    }
  };
  const take = (task: TaskRecord, directory: string): TaskIndex => {
    const entry = shelf.get(task.completions) ?? newEntry(task, directory);
    entry.task = task;
    shelf.delete(task.completions);
    shelf.set(task.completions, entry);
    letGo();
    return entry.index;
  };
  let ahead: readonly { readonly task: TaskRecord; readonly directory: string }[] = [];
  let readsAhead = false;
  const readOn = async (): Promise<void> => {
    for (let next = ahead[0]; next !== undefined; next = ahead[0]) {
      ahead = ahead.slice(1);
      const { task, directory } = next;
      // What was looked at before is kept up when it is asked for again.
      if (!shelf.has(task.completions))
        await take(task, directory)
          .look(null, readAheadMs)
          .catch(() => {});
      if (rowsOn(shelf) > maxRows / 2) ahead = [];
    }
    readsAhead = false;
  };
  return {
    find: (path: string): TaskIndex | null => shelf.get(path)?.index ?? null,
    take,
    changed: (directories: ReadonlySet<string | undefined>): void => {
      for (const { directory, index } of shelf.values()) if (directories.has(directory)) index.changed();
    },
    /** Reads the tasks of a run one after the other, before they are asked for. */
    readAhead: ({ tasks, directory }: RunRecord): void => {
      ahead = tasks.map(task => ({ task, directory }));
      if (readsAhead) return;
      readsAhead = true;
      void readOn();
    },
    close: (): void => {
      for (const { index } of shelf.values()) index.close();
      shelf.clear();
    },
  };
};
