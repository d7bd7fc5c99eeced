/** A worker without a sandbox: the program's text says how it behaves. Lets the pool be tested alone. */
let id = 0;
/** What follows the first word of the program. */
let rest = '';
let packages: unknown;
const done = (stdout: string) => ({
  kind: 'done',
  id,
  execution: {
    outcome: 'finished',
    error: null,
    stdout,
    stderr: '',
    missingModule: null,
    durationMs: 1,
    cpuMs: 1,
    peakMemoryMb: 1,
    sandbox: 'wasm',
    python: '3.14',
  },
});

const held: Buffer[] = [];
const behaviours: Record<string, () => void> = {
  answer: () => process.send?.(done(String(process.pid))),
  stuck: () => {
    for (;;);
  },
  abort: () => process.abort(),
  leave: () => process.exit(0),
  nonsense: () => process.send?.({ kind: 'done', id, execution: { outcome: 'passed' } }),
  twice: () => {
    process.send?.(done('first'));
    process.send?.(done('second'));
  },
  hog: () => {
    setInterval(() => held.push(Buffer.alloc(50_000_000, 1)), 20);
  },
  slow: () => {
    setTimeout(() => process.send?.(done(String(process.pid))), 400);
  },
  bring: () => {
    setTimeout(
      () => {
        process.send?.({ kind: 'begun', id });
        process.send?.(done(JSON.stringify(packages)));
      },
      Number.parseInt(rest, 10),
    );
  },
  'bring-stuck': () => {
    setTimeout(() => process.send?.({ kind: 'begun', id }), Number.parseInt(rest, 10));
  },
  'begin-twice': () => {
    process.send?.({ kind: 'begun', id });
    process.send?.({ kind: 'begun', id });
  },
  environment: () =>
    process.send?.(done(JSON.stringify([Object.keys(process.env), process.execArgv, process.argv.slice(2)]))),
};

process.on('disconnect', () => process.exit(0));
process.on('message', (message: { id: number; program: { code: string }; packages?: unknown }) => {
  const [act = '', ...more] = message.program.code.split(' ');
  id = message.id;
  rest = more.join(' ');
  packages = message.packages;
  behaviours[act]?.();
});
if (process.argv[2] === 'broken') {
  process.stderr.write('a part is missing\n');
  process.exit(1);
}
process.send?.({ kind: 'ready', python: '3.14', cold: false, startMs: 1 });
