import type {
  ChangeEvent,
  ComparePage,
  FigureAsk,
  RowPage,
  RowQuery,
  RunId,
  RunList,
  RunPage,
  SamplePage,
  TreePage,
} from '../../api.ts';
import type { FigureTheme } from '../../figures.ts';

export type SampleAddress = { readonly run: RunId; readonly task: string; readonly id: string };

/** Where the page has its data from: a server that reads the run directories, or files beside the page. */
export type Source = {
  runs(signal: AbortSignal): Promise<RunList>;
  run(run: RunId, signal: AbortSignal): Promise<RunPage>;
  rows(query: RowQuery, signal: AbortSignal): Promise<RowPage>;
  sample(at: SampleAddress, signal: AbortSignal): Promise<SamplePage>;
  /** What was answered to a sample, as a tree; null where nothing has a place in it. */
  tree(at: SampleAddress, grader: string, signal: AbortSignal): Promise<TreePage | null>;
  /** The address of a picture; null where there is none. */
  figure(ask: FigureAsk, theme: FigureTheme): Promise<string | null>;
  /** Run b against run a. */
  compare(a: RunId, b: RunId, signal: AbortSignal): Promise<ComparePage>;
  /** Null where runs cannot change. The function that comes back ends it. */
  readonly watch: ((on: Watcher) => () => void) | null;
};

export type Watcher = {
  changed(event: ChangeEvent): void;
  /** Whether news would come. */
  connected(yes: boolean): void;
};

/** An answer that is an error, in words for a reader. */
export class SourceError extends Error {
  readonly hint: string | null;
  constructor(message: string, hint: string | null = null) {
    super(message);
    this.hint = hint;
  }
}
