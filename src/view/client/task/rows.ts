import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Row, RowPage, RowQuery } from '../../api.ts';
import { useSession } from '../shell/source-context.ts';
import type { Source } from '../source/source.ts';

/** Rows of a request. */
const pageSize = 100;
/** Most pages that are kept. */
const maxPages = 60;
/** How long a list stands still before its rows are asked for, in ms: a fling over 100,000 rows asks for none of them. */
const settleMs = 40;

/** Until a run that is still being read is asked for again, in ms. */
const againMs = 400;

export type WantedRows = Omit<RowQuery, 'offset' | 'limit'>;

export type Rows = {
  /** What the last answer said about all rows; null before the first. */
  readonly about: Pick<RowPage, 'total' | 'matched' | 'counts' | 'indexed'> | null;
  readonly problem: string | null;
  /** Null while it is not there. */
  at(index: number): Row | null;
  /** Says which rows are seen: these are loaded, and no others. */
  see(from: number, to: number): void;
  /** Loads a row and gives it; null when there is none. */
  find(index: number): Promise<Row | null>;
};

/** The rows that match, page by page as they are seen. A change keeps what is shown until the new rows are there. */
export const useRows = (wanted: WantedRows, revision: number): Rows => {
  const { source } = useSession();
  const key = JSON.stringify(wanted);
  const [, redraw] = useState(0);
  // The key is what is wanted.
  const store = useMemo(() => createStore(source, wanted, () => redraw(n => n + 1)), [source, key]);
  useEffect(() => () => store.close(), [store]);
  const seen = useRef({ store, revision });
  useEffect(() => {
    if (seen.current.store === store && seen.current.revision !== revision) store.refresh();
    seen.current = { store, revision };
  }, [store, revision]);
  return store;
};

type Page = { readonly rows: readonly Row[]; readonly generation: number };

type Store = Rows & { refresh(): void; close(): void };

const createStore = (source: Source, wanted: WantedRows, redraw: () => void): Store => {
  const pages = new Map<number, Page>();
  const asked = new Map<number, { readonly abort: AbortController; readonly done: Promise<void> }>();
  let generation = 0;
  let range: readonly [number, number] = [0, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let about: Rows['about'] = null;
  let problem: string | null = null;
  let closed = false;

  const load = (page: number): Promise<void> => {
    const running = asked.get(page);
    if (running !== undefined) return running.done;
    const abort = new AbortController();
    const born = generation;
    const done = source
      .rows({ ...wanted, offset: page * pageSize, limit: pageSize }, abort.signal)
      .then(
        answer => {
          about = answer;
          problem = null;
          if (answer.indexed !== undefined) askAgain();
          pages.set(page, { rows: answer.rows, generation: born });
          forget(page);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) problem = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        if (asked.get(page)?.abort === abort) asked.delete(page);
        if (!closed) redraw();
      });
    asked.set(page, { abort, done });
    return done;
  };

  /** Of a run that is still being read: the rows grow. */
  const askAgain = (): void => {
    clearTimeout(again);
    again = setTimeout(refresh, againMs);
  };

  const refresh = (): void => {
    generation += 1;
    for (const { abort } of asked.values()) abort.abort();
    asked.clear();
    settle();
  };

  const forget = (near: number): void => {
    if (pages.size <= maxPages) return;
    const [far] = [...pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
    if (far !== undefined) pages.delete(far);
  };

  const settle = (): void => {
    const [from, to] = range;
    for (const [page, { abort }] of asked) {
      if (page >= from && page <= to) continue;
      abort.abort();
      asked.delete(page);
    }
    for (let page = from; page <= to; page += 1) {
      if (pages.get(page)?.generation !== generation) void load(page);
    }
  };

  return {
    get about() {
      return about;
    },
    get problem() {
      return problem;
    },
    at: index => pages.get(Math.floor(index / pageSize))?.rows[index % pageSize] ?? null,
    see: (from, to) => {
      const last = about === null ? 0 : Math.max(0, Math.ceil(about.matched / pageSize) - 1);
      range = [
        Math.max(0, Math.floor(from / pageSize)),
        Math.min(last, Math.floor(Math.max(from, to) / pageSize)),
      ];
      clearTimeout(timer);
      if (about === null) settle();
      else timer = setTimeout(settle, settleMs);
    },
    find: async index => {
      if (index < 0 || (about !== null && index >= about.matched)) return null;
      const page = Math.floor(index / pageSize);
      if (!pages.has(page)) await load(page);
      return pages.get(page)?.rows[index % pageSize] ?? null;
    },
    refresh,
    close: () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(again);
      for (const { abort } of asked.values()) abort.abort();
    },
  };
};
