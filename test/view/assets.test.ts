import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Assets, loadAssets } from '../../src/view/server/assets.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Writes pages that say the how many-th they are; from the second on it waits for the file `go`. */
const script = `
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
let builds = 0;
export const buildView = async out => {
  builds += 1;
  const page = 'build ' + builds;
  while (page !== 'build 1' && !existsSync(new URL('../go', import.meta.url))) await sleep(2);
  await mkdir(out, { recursive: true });
  await writeFile(out + '/index.html', page);
};
`;

const checkout = (): string => {
  const root = temporaryFolder();
  for (const folder of ['src/view', 'src/core', 'scripts'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'scripts', 'build-view.ts'), script);
  return root;
};

const pageOf = (assets: Assets): string => Buffer.from(assets.get('/index.html')?.bytes ?? []).toString();

it('leaves the page alone that another has built meanwhile, for a third may be reading it', async () => {
  const root = checkout();
  // Which of them builds first is chance.
  const both = [loadAssets(root), loadAssets(root)];
  expect(pageOf(await Promise.race(both))).toBe('build 1');
  const { ino } = statSync(join(root, 'dist', 'view'));
  writeFileSync(join(root, 'go'), '');
  expect((await Promise.all(both)).map(pageOf).sort()).toEqual(['build 1', 'build 2']);
  expect(statSync(join(root, 'dist', 'view')).ino).toBe(ino);
  expect(pageOf(await loadAssets(root))).toBe('build 1');
  expect(readdirSync(join(root, 'dist'))).toEqual(['view']);
});

it('builds the page anew once a source is newer', async () => {
  const root = checkout();
  writeFileSync(join(root, 'go'), '');
  expect(pageOf(await loadAssets(root))).toBe('build 1');
  const source = join(root, 'src', 'view', 'new.ts');
  writeFileSync(source, '');
  const soonS = Date.now() / 1000 + 60;
  utimesSync(source, soonS, soonS);
  expect(pageOf(await loadAssets(root))).toBe('build 2');
});
