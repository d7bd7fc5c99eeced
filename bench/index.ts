import { fileURLToPath } from 'node:url';
import { benchStartup } from './startup.ts';

/** `npm run bench [-- NAME…]`: every benchmark, or those named. Each prints ratios against a baseline of the same run. */
const benches: Readonly<Record<string, () => Promise<void> | void>> = {
  startup: benchStartup,
  score: async () => (await import('./score.ts')).benchScore(),
  math: async () => (await import('./math.ts')).benchMath(),
  suite: async () => (await import('./suite.ts')).benchSuite(dataDirectory),
  alternating: async () => (await import('./alternating.ts')).benchAlternating(),
  table: async () => (await import('./table.ts')).benchTable(),
  sandbox: async () => (await import('./sandbox.ts')).benchSandbox(dataDirectory),
  sessions: async () => (await import('./sessions.ts')).benchSessions(),
  http: async () => (await import('./http.ts')).benchHttp(),
  replicas: async () => (await import('./http.ts')).benchReplicas(),
  queue: async () => (await import('./queue.ts')).benchQueue(dataDirectory),
  view: async () => (await import('./view.ts')).benchView(),
  auto: async () => (await import('./http.ts')).benchAuto(),
};

const dataDirectory =
  process.env.EURUS_DATA_DIR ?? fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : Object.keys(benches)) {
  const bench = benches[name];
  if (!bench) throw new Error(`there is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}`);
  await bench();
}
