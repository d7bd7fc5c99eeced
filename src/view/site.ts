/**
 * A static site: the files beside its page, and the answers that the page takes from them as it would from a server. Pure,
 * and without Node: how a file is loaded is handed in.
 */
import type {
  ComparePage,
  FigureAsk,
  RowPage,
  RowQuery,
  RunId,
  RunList,
  RunPage,
  SamplePage,
  TreePage,
} from './api.ts';
import { type FigureTheme, figurePath } from './figures.ts';
import { matchingRows, pageOf, type RowTable, trialsApart, wordsOf } from './query.ts';

/** The function that a file of data calls with its name and its JSON. */
export const dataCall = 'eurusEvalData';

/** A file is `data/<name>.js`; names are given out by the writer and never follow from texts of others. */
export const dataNames = /^[a-z0-9]{1,40}$/;

/** `data/runs.js` */
export type SiteRuns = {
  readonly list: RunList;
  readonly runs: readonly { readonly id: RunId; readonly file: string }[];
  /** Of each run against each other, where there are not too many: `why` stands for one that cannot be made. */
  readonly comparisons: readonly {
    readonly a: RunId;
    readonly b: RunId;
    readonly file: string | null;
    readonly why: string | null;
  }[];
};

export type SiteRun = {
  readonly page: RunPage;
  readonly tasks: readonly { readonly name: string; readonly file: string }[];
  /** Files of figures, each with the address that the server has for it. */
  readonly figures: readonly { readonly path: string; readonly file: string }[];
};

/** What its graders share of the rows of a task. */
export type SiteTask = Omit<RowTable, keyof SiteGrader> & {
  readonly graders: readonly { readonly name: string; readonly file: string }[];
  /** Files of samples in the order of the data, each with the place of its first sample. */
  readonly parts: readonly { readonly file: string; readonly from: number }[];
};

export type SiteGrader = Pick<RowTable, 'verdictOf' | 'extractedOf' | 'reasonOf' | 'reasons'>;

export type SiteSamples = {
  readonly pages: readonly SamplePage[];
  /** Of samples that have several trials or turns, by their place in `pages`: one for each grader, in their order. */
  readonly trees?: readonly { readonly page: number; readonly trees: readonly TreePage[] }[];
};

/** Loads what a file holds. */
export type LoadData = (file: string, signal: AbortSignal) => Promise<unknown>;

export type SiteAnswers = {
  runs(signal: AbortSignal): Promise<RunList>;
  run(id: RunId, signal: AbortSignal): Promise<RunPage>;
  /** The address of a figure; null where the site has none. */
  figure(ask: FigureAsk, theme: FigureTheme): Promise<string | null>;
  compare(a: RunId, b: RunId, signal: AbortSignal): Promise<ComparePage>;
  rows(query: RowQuery, signal: AbortSignal): Promise<RowPage>;
  sample(
    at: { readonly run: RunId; readonly task: string; readonly id: string },
    signal: AbortSignal,
  ): Promise<SamplePage>;
  tree(
    at: { readonly run: RunId; readonly task: string; readonly id: string },
    grader: string,
    signal: AbortSignal,
  ): Promise<TreePage | null>;
};

/** Files of samples that are kept in memory; lists of rows all are. */
const keptParts = 8;

export const siteAnswers = (load: LoadData): SiteAnswers => {
  const kept = new Map<string, Promise<unknown>>();
  const once = <T>(file: string): Promise<T> => {
    const known = kept.get(file) ?? load(file, new AbortController().signal);
    kept.set(file, known);
    known.catch(() => kept.delete(file));
    // The writer of the site says what a file holds.
    return known as Promise<T>;
  };
  const parts = new Map<string, SiteSamples>();
  const part = async (file: string, signal: AbortSignal): Promise<SiteSamples> => {
    const samples = parts.get(file) ?? ((await load(file, signal)) as SiteSamples);
    parts.delete(file);
    parts.set(file, samples);
    const [oldest] = parts.keys();
    if (parts.size > keptParts && oldest !== undefined) parts.delete(oldest);
    return samples;
  };

  const runFile = async (id: RunId): Promise<SiteRun> => {
    const { runs } = await once<SiteRuns>('runs');
    return once<SiteRun>(named(runs, ({ id: known }) => known === id, 'run').file);
  };
  const taskFile = async (run: RunId, name: string): Promise<SiteTask> => {
    const { tasks } = await runFile(run);
    return once<SiteTask>(named(tasks, task => task.name === name, 'task').file);
  };
  const tableOf = async (run: RunId, name: string, grader: string): Promise<RowTable> => {
    const { graders, parts: _, ...shared } = await taskFile(run, name);
    const columns = await once<SiteGrader>(named(graders, known => known.name === grader, 'grader').file);
    return { ...shared, ...columns };
  };
  const partWith = async (run: RunId, name: string, id: string, signal: AbortSignal) => {
    const task = await taskFile(run, name);
    const sample = Array.prototype.indexOf.call(task.samples.ids, id);
    const at = task.parts.findLast(({ from }) => from <= sample);
    return sample === -1 || at === undefined ? null : part(at.file, signal);
  };
  const last: { of: string; rows: Uint32Array } = { of: '', rows: new Uint32Array() };

  return {
    runs: async () => (await once<SiteRuns>('runs')).list,
    run: async id => (await runFile(id)).page,
    figure: async (ask, theme) => {
      const path = figurePath(ask, theme);
      const found = (await runFile(ask.run)).figures.find(figure => figure.path === path);
      return found === undefined || !dataNames.test(found.file) ? null : `figures/${found.file}.svg`;
    },
    compare: async (a, b) => {
      const { comparisons } = await once<SiteRuns>('runs');
      const found = comparisons.find(pair => pair.a === a && pair.b === b);
      if (found?.file) return once<ComparePage>(found.file);
      throw new Error(found?.why ?? 'this site does not compare these runs: eurus-eval compare does');
    },
    rows: async (query, signal) => {
      const table = await tableOf(query.run, query.task, query.grader);
      const { offset: _, limit: __, ...asked } = query;
      const of = JSON.stringify(asked);
      if (last.of !== of) {
        const words = wordsOf(query.text);
        const task = await taskFile(query.run, query.task);
        const other =
          query.against === undefined
            ? undefined
            : await tableOf(query.against.run, query.task, query.grader);
        const textHits =
          words.length === 0
            ? undefined
            : await hitsOf(words, table, task, file => part(file, signal), signal);
        last.rows = matchingRows(table, query, {
          ...(other === undefined ? {} : { other }),
          ...(textHits === undefined ? {} : { textHits }),
        });
        last.of = of;
      }
      return pageOf(table, last.rows, query);
    },
    sample: async ({ run, task, id }, signal) => {
      const pages = (await partWith(run, task, id, signal))?.pages ?? [];
      return named(pages, page => page.id === id, 'sample');
    },
    tree: async ({ run, task, id }, grader, signal) => {
      const found = await partWith(run, task, id, signal);
      const place = found?.pages.findIndex(page => page.id === id) ?? -1;
      const trees = found?.trees?.find(({ page }) => page === place)?.trees ?? [];
      return trees.find(tree => tree.grader === grader) ?? null;
    },
  };
};

const named = <T>(items: readonly T[], isIt: (item: T) => boolean, what: string): T => {
  const found = items.find(isIt);
  if (found === undefined) throw new Error(`there is no such ${what}`);
  return found;
};

/** By row: 1 where every word stands in the completion's text or reasoning; every file of samples is loaded for it. */
const hitsOf = async (
  words: readonly string[],
  table: RowTable,
  task: SiteTask,
  part: (file: string) => Promise<SiteSamples>,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const samples = new Map(Array.from(task.samples.ids, (id, sample) => [id, sample] as const));
  const rows = new Map<number, number>();
  for (let row = 0; row < table.rows; row += 1) {
    rows.set((table.sampleOf[row] ?? 0) * trialsApart + (table.trialOf[row] ?? 0), row);
  }
  const hits = new Uint8Array(table.rows);
  for (const { file } of task.parts) {
    signal.throwIfAborted();
    for (const { id, trials } of (await part(file)).pages) {
      for (const { trial, text, reasoning } of trials) {
        const given = [text, reasoning ?? ''].map(one => one.toLowerCase());
        const row = rows.get((samples.get(id) ?? -1) * trialsApart + trial);
        if (row !== undefined && words.every(word => given.some(one => one.includes(word)))) hits[row] = 1;
      }
    }
  }
  return hits;
};
