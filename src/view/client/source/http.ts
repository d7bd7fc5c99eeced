import type { ChangeEvent, ComparePage, RowPage, RunList, RunPage, SamplePage, TreePage } from '../../api.ts';
import { figurePath } from '../../figures.ts';
import { type Source, SourceError, type Watcher } from './source.ts';

/** Asks the server that the page came from. */
export const httpSource = (): Source => ({
  runs: signal => ask<RunList>('api/runs', {}, signal),
  run: (run, signal) => ask<RunPage>('api/run', { run }, signal),
  rows: (query, signal) => ask<RowPage>('api/rows', { q: JSON.stringify(query) }, signal),
  sample: (at, signal) => ask<SamplePage>('api/sample', at, signal),
  tree: (at, grader, signal) => ask<TreePage | null>('api/tree', { ...at, grader }, signal),
  compare: (a, b, signal) => ask<ComparePage>('api/compare', { a, b }, signal),
  figure: async (ask, theme) => figurePath(ask, theme),
  watch: watchEvents,
});

/** Until a server that is gone is looked for again, in ms. */
const againMs = 2000;

/** Browsers look again by themselves where a connection breaks off, and give up where there is none to be had. */
const watchEvents = ({ changed, connected }: Watcher): (() => void) => {
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    const now = new EventSource('api/events');
    events = now;
    now.addEventListener('ready', () => connected(true));
    now.onerror = () => {
      connected(false);
      if (now.readyState === EventSource.CLOSED) timer = setTimeout(open, againMs);
    };
    now.onmessage = ({ data }: MessageEvent<string>) => {
      const event = readEvent(data);
      if (event !== null) changed(event);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    events?.close();
  };
};

const ask = async <T>(
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<T> => {
  const response = await fetch(`${path}?${new URLSearchParams(parameters)}`, { signal }).catch(
    (error: unknown) => {
      if (signal.aborted) throw error;
      throw new SourceError('The server does not answer.', 'Is eurus-eval view still running?');
    },
  );
  if (response.ok) return (await response.json()) as T;
  const answer: unknown = await response.json().catch(() => null);
  throw errorIn(answer) ?? new SourceError(`The server answered ${response.status}.`);
};

/** `{"error": "…"}` */
const errorIn = (answer: unknown): SourceError | null =>
  typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string'
    ? new SourceError(answer.error)
    : null;

const readEvent = (data: string): ChangeEvent | null => {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' && event !== null && 'runs' in event && Array.isArray(event.runs)
      ? { runs: event.runs.filter(run => typeof run === 'string') }
      : null;
  } catch {
    return null;
  }
};
