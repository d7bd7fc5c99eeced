import type { ChangeEvent, RowPage, RowQuery, RunId, RunList, RunPage, SamplePage } from '../../api.ts';
import type { FigureAsk, FigureTheme } from '../../figures.ts';

export type SampleAddress = { readonly run: RunId; readonly task: string; readonly id: string };

/** Where the page has its data from: a server that reads the run directories, or files beside the page. */
export type Source = {
  runs(signal: AbortSignal): Promise<RunList>;
  run(run: RunId, signal: AbortSignal): Promise<RunPage>;
  rows(query: RowQuery, signal: AbortSignal): Promise<RowPage>;
  sample(at: SampleAddress, signal: AbortSignal): Promise<SamplePage>;
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

/** One benchmark that both runs have. */
export type ComparedTask = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  readonly samples: number;
  readonly a: number;
  readonly b: number;
  /** b − a. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
  readonly p: number;
  readonly p_holm: number;
  readonly detectable: number | null;
  /** Samples on which b did better, and those on which a did. */
  readonly gained: number;
  readonly lost: number;
};

export type ComparePage = {
  readonly cells: readonly ComparedTask[];
  readonly warnings: readonly string[];
  readonly left_out: readonly string[];
};
