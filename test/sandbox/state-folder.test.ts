import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createStateFolder } from '../../sandbox/state-folder.ts';

const made: string[] = [];
const folderOf = (owner: number | string): string => {
  const folder = mkdtempSync(join(tmpdir(), `eurus-sessions-${owner}-`));
  made.push(folder);
  writeFileSync(join(folder, 'session-1'), 'state');
  return folder;
};
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it('removes what a harness that was killed has left, and nothing of one that lives', () => {
  const gone = folderOf(spawnSync(process.execPath, ['--version']).pid);
  const [living, foreign] = [folderOf(process.ppid), folderOf('of-others')];
  const states = createStateFolder();
  states.pathOf('session-1');
  expect([gone, living, foreign].map(existsSync)).toEqual([false, true, true]);
  states.close();
});

it('is for its user only, and goes with all that is in it', () => {
  const states = createStateFolder();
  const path = states.pathOf('session-1');
  const folder = dirname(path);
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const end of ['', '.new']) writeFileSync(`${path}${end}`, 'state');
  states.remove('session-1');
  expect([path, `${path}.new`].map(existsSync)).toEqual([false, false]);
  writeFileSync(states.pathOf('session-2'), 'state');
  states.close();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(dirname(states.pathOf('session-3')))).toBe(false);
});
