import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { RunId } from '../../api.ts';
import { type Source, SourceError } from '../source/source.ts';

export type Live = 'off' | 'connecting' | 'on' | 'lost';

export type Session = {
  readonly source: Source;
  readonly live: Live;
  /** Rises whenever one of these runs has changed; of all runs when none is named. */
  revision(runs?: readonly RunId[]): number;
};

export const SessionContext = createContext<Session | null>(null);

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('outside of the page');
  return session;
};

/** Follows the source's news. */
export const useSessionOf = (source: Source): Session => {
  const [live, setLive] = useState<Live>(source.watch === null ? 'off' : 'connecting');
  const [returns, setReturns] = useState(0);
  const [changes, setChanges] = useState<ReadonlyMap<RunId, number>>(new Map());
  useEffect(
    () =>
      source.watch?.({
        changed: ({ runs }) =>
          setChanges(
            before => new Map([...before, ...runs.map(run => [run, (before.get(run) ?? 0) + 1] as const)]),
          ),
        connected: yes => {
          setLive(yes ? 'on' : 'lost');
          // Nobody told what has changed before.
          if (yes) setReturns(n => n + 1);
        },
      }),
    [source],
  );
  return {
    source,
    live,
    revision: runs =>
      returns +
      (runs === undefined
        ? [...changes.values()].reduce((a, b) => a + b, 0)
        : runs.reduce((sum, run) => sum + (changes.get(run) ?? 0), 0)),
  };
};

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string; readonly hint: string | null }
  | { readonly state: 'ready'; readonly value: T };

/**
 * Loads something and loads it again when it has changed; what is there stays until the new is.
 * @param key what is loaded: another key begins anew
 */
export const useLoaded = <T>(
  key: string,
  revision: number,
  load: (source: Source, signal: AbortSignal) => Promise<T>,
): Loaded<T> => {
  const { source } = useSession();
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly value: Loaded<T> } | null>(null);
  const current = useRef(load);
  current.current = load;
  // The key names what is loaded, the revision asks again.
  useEffect(() => {
    const abort = new AbortController();
    current.current(source, abort.signal).then(
      value => {
        if (!abort.signal.aborted) setLoaded({ key, value: { state: 'ready', value } });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setLoaded({ key, value: failure(error) });
      },
    );
    return () => abort.abort();
  }, [source, key, revision]);
  return loaded?.key === key ? loaded.value : { state: 'loading' };
};

const failure = (error: unknown): Loaded<never> => ({
  state: 'failed',
  message: error instanceof Error ? error.message : String(error),
  hint: error instanceof SourceError ? error.hint : null,
});
