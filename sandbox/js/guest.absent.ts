/** Parts of Node that programs commonly use and this sandbox lacks; those that reach out of it do not count. */
export const ABSENT: ReadonlySet<string> = new Set(
  (
    'assert buffer crypto events fs os path perf_hooks querystring readline stream string_decoder timers url util ' +
    'zlib'
  ).split(' '),
);
