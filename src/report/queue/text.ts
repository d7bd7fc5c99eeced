import { stripVTControlCharacters } from 'node:util';
import type { SandboxFacts } from '../../core/index.ts';
import { type ColumnsRow, renderColumns } from '../columns.ts';
import { fold } from '../fold.ts';
import { bold, type GridOptions } from '../grid.ts';
import { plain, plainName } from '../plain.ts';
import { duration, perSecond } from '../progress/duration.ts';
import { shorten, widthOf } from '../progress/width.ts';
import { shownLength } from '../shown-length.ts';
import type { QueueRun, QueueServer, QueueView, QueueWorker } from './view.ts';

export type QueueTextOptions = GridOptions & {
  /** Most lines; without it there are as many as it takes. */
  readonly height?: number | undefined;
};

/** The state of a queue for the eyes: runs, workers, and what keeps them from working. */
export const renderQueue = (view: QueueView, options: QueueTextOptions): string =>
  linesThatFit(view, options)
    .map(line => within(line, options.width))
    .join('\n');

const linesThatFit = (view: QueueView, options: QueueTextOptions): readonly string[] => {
  const { height = Number.POSITIVE_INFINITY } = options;
  const most = { runs: view.runs.length, workers: view.workers.length };
  // Workers are many and alike: they go first where there is no room.
  for (const what of ['workers', 'runs'] as const) {
    for (;;) {
      const lines = linesOf(view, most, options);
      if (lines.length <= height) return lines;
      if (most[what] === 0) break;
      most[what] = Math.max(0, most[what] - Math.max(1, Math.floor((lines.length - height) / 2)));
    }
  }
  return linesOf(view, most, options).slice(0, height);
};

/** Names may be of characters that take two columns. */
const within = (line: string, width: number): string => {
  const shown = stripVTControlCharacters(line);
  return widthOf(shown) <= width ? line : shorten(shown, width, '…');
};

type Most = { readonly runs: number; readonly workers: number };

const linesOf = (view: QueueView, most: Most, options: GridOptions): readonly string[] => {
  const { runs, workers, atMs } = view;
  const { styled = false, width } = options;
  const title = (text: string): string => (styled ? bold(text) : text);
  const head = fold(`Queue at ${plain(view.queue)}: ${serverLine(view.server)}`, width);
  const notes = [...view.problems, ...waitNotes(view), ...joinNotes(view)];
  const noted = notes.length === 0 ? [] : ['', ...notes.flatMap(note => fold(plain(note), width))];
  if (runs.length + workers.length === 0) {
    return [
      ...head,
      ...fold('Nothing is going on here: no run has handed anything in, no worker waits.', width),
      ...noted,
    ];
  }
  return [
    ...head,
    '',
    title(counted(runs.length, 'run')),
    ...table(runRows(runs, most.runs, atMs), options),
    ...more(runs.length - most.runs, 'run'),
    ...(runs.length > 0 ? fold(legendOf(runs), width) : []),
    '',
    title(workersHead(workers)),
    ...table(workerRows(workers, most.workers, atMs), options),
    ...more(workers.length - most.workers, 'worker'),
    ...noted,
  ];
};

/** In columns where they fit, else a few lines for each. */
const table = (rows: readonly ColumnsRow[], options: GridOptions): readonly string[] => {
  if (rows.length === 0) return [];
  const lines = renderColumns(rows, options).split('\n');
  const fits = lines.every(line => shownLength(line) <= options.width) && lines.length < 3 * rows.length + 1;
  return fits ? lines : rows.flatMap(row => blockOf(row, options.width));
};

const blockOf = (row: ColumnsRow, width: number): readonly string[] => {
  const [first, ...rest] = Object.entries(row).filter(([, value]) => value !== '');
  const items = rest.map(([name, value]) => `${name} ${plain(String(value))}`);
  return [plain(String(first?.[1] ?? '')), ...fold(items.join(', '), width - 2).map(line => `  ${line}`)];
};

/** Numbers that are worth a column only when one of them is not 0. */
const sometimes = <T>(all: readonly T[], name: string, count: (one: T) => number) => {
  const isThere = all.some(one => count(one) > 0);
  return (one: T): ColumnsRow => (isThere ? { [name]: count(one) } : {});
};

const runRows = (runs: readonly QueueRun[], shown: number, atMs: number): readonly ColumnsRow[] => {
  const unread = sometimes(runs, 'unread', run => run.unread);
  const again = sometimes(runs, 'again', run => run.again);
  return runs.slice(0, shown).map(run => ({
    run: plainName(run.label),
    on: `${plainName(run.host)}/${run.pid}`,
    tasks: tasksText(run.tasks),
    for: since(run.startedAtMs, atMs),
    judged: run.planned === 0 ? String(run.done) : `${run.done}/${run.planned}`,
    rate: run.perSecond === 0 ? '' : perSecond(run.perSecond),
    left: run.secondsLeft === null ? '' : duration(run.secondsLeft),
    out: run.out,
    waiting: run.waiting,
    taken: run.active,
    ...unread(run),
    ...again(run),
    workers: run.workers,
  }));
};

/** What is counted in which column, for a stranger. */
const legendOf = (runs: readonly QueueRun[]): string => {
  const again = runs.some(run => run.again > 0) ? ', again' : '';
  const unread = runs.some(run => run.unread > 0) ? '; unread: answers of workers' : '';
  return `out: completions; waiting, taken${again}: batches${unread}`;
};

const workerRows = (workers: readonly QueueWorker[], shown: number, atMs: number): readonly ColumnsRow[] => {
  const unscored = sometimes(workers, 'unscored', worker => worker.unscored);
  const back = sometimes(workers, 'handed back', worker => worker.back);
  return workers.slice(0, shown).map(worker => ({
    worker: `${plainName(worker.host)}/${worker.pid}`,
    version: plainName(worker.version),
    sandbox: sandboxText(worker.sandbox),
    for: since(worker.startedAtMs, atMs),
    busy: `${worker.busy}/${worker.slots}`,
    runs: `${worker.runs.filter(({ why }) => why === null).length}/${worker.runs.length}`,
    judged: worker.judged,
    'last minute': worker.judgedLastMinute,
    ...unscored(worker),
    ...back(worker),
    state: worker.drains ? 'draining' : '',
  }));
};

const workersHead = (workers: readonly QueueWorker[]): string => {
  const sum = (what: 'slots' | 'busy'): number => workers.reduce((total, one) => total + one[what], 0);
  const slots = workers.length === 0 ? '' : `, ${sum('busy')} of ${counted(sum('slots'), 'slot')} busy`;
  return `${counted(workers.length, 'worker')}${slots}`;
};

/** A server in one line: version, memory, settings, how fast it answers. */
export const serverLine = (server: QueueServer): string => {
  const { product, version, usedBytes, maxBytes, policy, appendOnly, latencyMs } = server;
  const used =
    usedBytes === null ? [] : [`${mebibytes(usedBytes)}${maxBytes === null ? '' : limitText(maxBytes)}`];
  return [
    version === null ? plain(product) : `${plain(product)} ${plain(version)}`,
    ...used,
    ...(policy === null ? [] : [plain(policy)]),
    ...(appendOnly === null ? [] : [appendOnly ? 'append-only file' : 'no append-only file']),
    `answers in ${latencyMs.toFixed(latencyMs < 10 ? 1 : 0)} ms`,
  ].join(', ');
};

const limitText = (maxBytes: number): string =>
  maxBytes === 0 ? ' without a limit' : ` of ${mebibytes(maxBytes)}`;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 1e7 ? 1 : 0)} MiB`;

/** Runs that nobody works for. */
const waitNotes = ({ queue, runs }: QueueView): readonly string[] =>
  runs
    .filter(({ out, workers }) => out > 0 && workers === 0)
    .slice(0, maxNotes)
    .map(run => `${nameOf(run, runs)} waits for a worker: eurus-eval worker --queue redis://${queue}`);

/** A run by its label, and by its process where that says too little. */
const nameOf = ({ label, host, pid }: QueueRun, runs: readonly QueueRun[]): string =>
  runs.filter(run => run.label === label).length === 1
    ? plainName(label)
    : `${plainName(label)} on ${plainName(host)}/${pid}`;

/** Most notes of a kind. */
const maxNotes = 5;

/** Workers that do not join a run, and why: those with the same reason together. */
const joinNotes = ({ runs, workers }: QueueView): readonly string[] => {
  const refusals = workers.flatMap(({ host, pid, runs: opinions }) =>
    opinions.flatMap(({ id, why }) => {
      const run = runs.find(one => one.id === id);
      return why === null || run === undefined ? [] : [{ worker: `${plainName(host)}/${pid}`, run, why }];
    }),
  );
  const alike = [...Map.groupBy(refusals, ({ run, why }) => JSON.stringify([run.id, why])).values()];
  const notes = alike.slice(0, maxNotes).flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const who =
      group.length === 1 ? `${first.worker} does` : `${first.worker} and ${group.length - 1} more do`;
    return [`${who} not join ${nameOf(first.run, runs)}: ${plain(first.why)}.`];
  });
  const rest = alike.length - notes.length;
  return rest > 0 ? [...notes, `And ${rest} more reasons not to join (--json has them all).`] : notes;
};

const tasksText = (tasks: readonly string[]): string => {
  const [first = '', ...rest] = tasks;
  return rest.length === 0 ? plainName(first) : `${plainName(first)} and ${rest.length} more`;
};

const sandboxText = (sandbox: SandboxFacts | null): string => {
  if (sandbox === null) return '';
  return sandbox.python === null ? sandbox.name : `${sandbox.name}, Python ${plain(sandbox.python)}`;
};

/** Clocks of two machines may differ. */
const since = (fromMs: number, atMs: number): string =>
  duration(Math.max(0, Math.floor((atMs - fromMs) / 1000)));

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const more = (count: number, word: string): readonly string[] =>
  count <= 0 ? [] : [`and ${counted(count, `more ${word}`)}`];
