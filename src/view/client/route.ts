import { verdictNames } from '../../core/verdict.ts';
import type { RowOrder, RowQuery, RunId } from '../api.ts';

/** What the page shows. Everything a reader chose stands in the address, so that it can be kept and sent. */
export type Route = BoardRoute | RunRoute | TaskRoute | CompareRoute | { readonly page: 'unknown' };

export type BoardRoute = {
  readonly page: 'board';
  /** Column that the rows are sorted by; null: as the server gave them. */
  readonly sort: string | null;
  readonly descending: boolean;
  /** Which way round: models as rows, or benchmarks; null: what fits. */
  readonly rows: 'models' | 'benchmarks' | null;
  /** Numbers of every grader, not of the headline's alone. */
  readonly allGraders: boolean;
};

export type RunRoute = {
  readonly page: 'run';
  readonly run: RunId;
  /** The benchmark that is looked at closely; null: the first. */
  readonly task: string | null;
};

/** One sample among the rows of a list: which, and where it stood. */
export type Open = { readonly id: string; readonly trial: number; readonly at: number | null };

export type Filter = Omit<RowQuery, 'run' | 'task' | 'grader' | 'offset' | 'limit'>;

export type TaskRoute = {
  readonly page: 'task';
  readonly run: RunId;
  readonly task: string;
  /** Null: the headline. */
  readonly grader: string | null;
  readonly filter: Filter;
  readonly open: Open | null;
  /** Answers as they are, not as Markdown. */
  readonly raw: boolean;
};

export type CompareRoute = {
  readonly page: 'compare';
  readonly a: RunId | null;
  readonly b: RunId | null;
  /** The task whose flips are listed. */
  readonly task: string | null;
  /** Null: the headline. */
  readonly grader: string | null;
  readonly flips: 'fixed' | 'broken' | 'either';
  readonly open: Open | null;
  readonly raw: boolean;
};

export const board: BoardRoute = {
  page: 'board',
  sort: null,
  descending: true,
  rows: null,
  allGraders: false,
};

export const runRoute = (run: RunId, task: string | null = null): RunRoute => ({ page: 'run', run, task });

export const taskRoute = (run: RunId, task: string, more: Partial<TaskRoute> = {}): TaskRoute => ({
  ...{ page: 'task', run, task, grader: null, filter: {}, open: null, raw: false },
  ...more,
});

export const compareRoute = (a: RunId | null, b: RunId | null): CompareRoute => ({
  ...{ page: 'compare', a, b, task: null, grader: null, flips: 'either', open: null, raw: false },
});

const orders: ReadonlySet<string> = new Set(['data', 'id', 'verdict', 'tokens', 'latency']);
const isOrder = (text: string): text is RowOrder => orders.has(text);

/** Reads the part of an address behind `#`. */
export const readRoute = (hash: string): Route => {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const q = new URLSearchParams(search);
  const run = q.get('run');
  const task = q.get('task');
  const raw = q.get('as') === 'raw';
  if (path === '' || path === '/') return readBoard(q);
  if (path === '/run' && run !== null) return { page: 'run', run, task };
  if (path === '/task' && run !== null && task !== null) {
    const grader = q.get('grader');
    return taskRoute(run, task, { grader, filter: readFilter(q), open: readOpen(q), raw });
  }
  if (path === '/compare') {
    const flips = oneOf(q.get('flips'), ['fixed', 'broken']) ?? 'either';
    return {
      ...compareRoute(q.get('a'), q.get('b')),
      ...{ task, grader: q.get('grader'), flips, open: readOpen(q), raw },
    };
  }
  return { page: 'unknown' };
};

const readBoard = (q: URLSearchParams): BoardRoute => ({
  page: 'board',
  sort: q.get('sort'),
  descending: q.get('dir') !== 'up',
  rows: oneOf(q.get('rows'), ['models', 'benchmarks']),
  allGraders: q.get('graders') === 'all',
});

const readFilter = (q: URLSearchParams): Filter => {
  const asked = new Set(q.get('verdict')?.split(','));
  const verdicts = verdictNames.filter(name => asked.has(name));
  const groups = readGroups(q);
  const against = q.get('against');
  const sort = q.get('sort');
  return {
    ...(verdicts.length === 0 ? {} : { verdicts }),
    ...(Object.keys(groups).length === 0 ? {} : { groups }),
    ...(q.has('truncated') ? { truncated: q.get('truncated') === 'yes' } : {}),
    ...(q.has('differing') ? { differing: true } : {}),
    ...(against === null
      ? {}
      : { against: { run: against, flips: oneOf(q.get('flips'), ['fixed', 'broken']) ?? 'either' } }),
    ...(q.get('q') ? { search: q.get('q') ?? '' } : {}),
    ...(q.get('text') ? { text: q.get('text') ?? '' } : {}),
    ...(sort !== null && isOrder(sort) ? { sort: { by: sort, descending: q.get('dir') === 'down' } } : {}),
  };
};

/** `in.level=5`: one value of one dimension. */
const groupPrefix = 'in.';

const readGroups = (q: URLSearchParams): Readonly<Record<string, readonly string[]>> => {
  const groups = new Map<string, string[]>();
  for (const [name, value] of q) {
    if (!name.startsWith(groupPrefix)) continue;
    const dimension = name.slice(groupPrefix.length);
    groups.set(dimension, [...(groups.get(dimension) ?? []), value]);
  }
  return Object.fromEntries(groups);
};

const readOpen = (q: URLSearchParams): Open | null => {
  const id = q.get('id');
  if (id === null) return null;
  return { id, trial: wholeNumber(q.get('trial')) ?? 0, at: wholeNumber(q.get('at')) };
};

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;

const oneOf = <T extends string>(text: string | null, names: readonly T[]): T | null =>
  names.find(name => name === text) ?? null;

/** The address of what is shown, with `#` before it. */
export const hashOf = (route: Route): string => {
  const q = new URLSearchParams();
  const put = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') q.append(name, value);
  };
  switch (route.page) {
    case 'board':
      put('sort', route.sort);
      put('dir', route.descending ? null : 'up');
      put('rows', route.rows);
      put('graders', route.allGraders ? 'all' : null);
      return address('/', q);
    case 'run':
      put('run', route.run);
      put('task', route.task);
      return address('/run', q);
    case 'task':
      put('run', route.run);
      put('task', route.task);
      put('grader', route.grader);
      putFilter(put, route.filter);
      putOpen(put, route.open);
      put('as', route.raw ? 'raw' : null);
      return address('/task', q);
    case 'compare':
      put('a', route.a);
      put('b', route.b);
      put('task', route.task);
      put('grader', route.grader);
      put('flips', route.flips === 'either' ? null : route.flips);
      putOpen(put, route.open);
      put('as', route.raw ? 'raw' : null);
      return address('/compare', q);
    default:
      return '#/';
  }
};

type Put = (name: string, value: string | null | undefined) => void;

const putFilter = (put: Put, filter: Filter): void => {
  put('verdict', filter.verdicts?.join(','));
  for (const [dimension, values] of Object.entries(filter.groups ?? {})) {
    for (const value of values) put(`${groupPrefix}${dimension}`, value);
  }
  if (filter.truncated !== undefined) put('truncated', filter.truncated ? 'yes' : 'no');
  if (filter.differing === true) put('differing', 'yes');
  put('against', filter.against?.run);
  if (filter.against !== undefined && filter.against.flips !== 'either') put('flips', filter.against.flips);
  put('q', filter.search);
  put('text', filter.text);
  put('sort', filter.sort?.by);
  if (filter.sort?.descending === true) put('dir', 'down');
};

const putOpen = (put: Put, open: Open | null): void => {
  if (open === null) return;
  put('id', open.id);
  if (open.trial !== 0) put('trial', String(open.trial));
  if (open.at !== null) put('at', String(open.at));
};

const address = (path: string, q: URLSearchParams): string => (q.size === 0 ? `#${path}` : `#${path}?${q}`);
