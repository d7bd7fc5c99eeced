import { useEffect, useState } from 'preact/hooks';
import { hashOf, type Route, readRoute } from '../route.ts';

/** The route in the address, followed. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return readRoute(hash);
};

/** Goes to a route; with `replace` the one that is left is no step of "back". */
export const go = (route: Route, { replace = false } = {}): void => {
  const hash = hashOf(route);
  if (hash === location.hash) return;
  if (replace) location.replace(hash);
  else location.hash = hash;
};
