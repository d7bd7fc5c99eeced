/** Locks a directory as soon as it can, and notes in a file when it had it: `lock.fixture.ts DIRECTORY FILE`. */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockDirectory } from '../../src/run/lock.ts';

const [directory = '', file = ''] = process.argv.slice(2);
const unlock = await lockDirectory(directory).catch(() => null);
if (unlock !== null) {
  appendFileSync(file, `in ${process.pid}\n`);
  await sleep(30);
  appendFileSync(file, `out ${process.pid}\n`);
  // Killed holders leave their lock.
  if (process.argv[4] === 'die') process.kill(process.pid, 'SIGKILL');
  await unlock();
}
