import { useEffect, useState } from 'preact/hooks';

const loaded = new Map<() => Promise<unknown>, unknown>();

/** A part of the page that is loaded when it is first needed; null until then, and for good when it cannot be. */
export const useModule = <T>(load: () => Promise<T>): T | null => {
  const [, setReady] = useState(loaded.has(load));
  useEffect(() => {
    let wanted = true;
    load().then(
      part => {
        loaded.set(load, part);
        if (wanted) setReady(true);
      },
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  return (loaded.get(load) as T | undefined) ?? null;
};
