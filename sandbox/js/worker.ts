/**
 * A worker process: runs one program at a time in fresh isolates on other threads, and watches it from the main
 * thread, which never runs a line of it.
 */
import { messageOf, type Program } from '../../src/core/index.ts';
import type { FromWorker, ProgramOrder } from '../messages.ts';
import { ended, outOfMemory, timedOut } from './endings.ts';
import { startProgram } from './run.ts';

const WATCH_MS = 20;
/** Resident memory of this process beyond its own at the start and the program's limit, in MiB. */
const ROOM_MB = 128;
const MB = 1024 * 1024;

const residentMb = () => process.memoryUsage.rss() / MB;
const startMb = residentMb();
let running: ReturnType<typeof startProgram> | null = null;

const send = (message: FromWorker, then: () => void = () => undefined): void => {
  process.send?.(message, then);
};

/** Not an ordinary exit, which would wait for threads that may never end. */
const leave = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** V8 has lost an isolate, nearly always for want of memory; its thread never comes back. */
const onCatastrophe = (message: string): void => {
  if (running === null) leave();
  const session = running?.session;
  session?.abandon(
    /memory/i.test(message) ? outOfMemory(session.limits) : ended('crashed', 'Crash', message),
  );
};

const run = async (id: number, program: Program): Promise<void> => {
  running = startProgram(program, onCatastrophe);
  const { session, execution, executionOf } = running;
  const watch = setInterval(() => {
    if (session.overdue()) session.abandon(timedOut(program.limits));
    if (residentMb() > startMb + program.limits.memoryMb + ROOM_MB)
      session.abandon(outOfMemory(program.limits));
  }, WATCH_MS);
  try {
    const ended = await Promise.race([execution, session.doubted]);
    if (ended !== null) return send({ kind: 'done', id, execution: ended });
    const last = executionOf(session.fate() ?? timedOut(program.limits), null);
    send({ kind: 'done', id, execution: last, leaving: true }, leave);
  } finally {
    clearInterval(watch);
    running = null;
  }
};

process.on('disconnect', leave);
// A terminal's Ctrl-C is the parent's business.
process.on('SIGINT', () => undefined);
process.env.TZ = 'UTC';
process.on('message', ({ id, program }: ProgramOrder) => {
  run(id, program).catch(thrown => send({ kind: 'fault', id, message: messageOf(thrown) }));
});
send({ kind: 'ready', python: null, cold: false, startMs: performance.now() });
