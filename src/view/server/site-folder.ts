import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EurusError } from '../../core/index.ts';
import type { Assets } from './assets.ts';

/** Stands in every folder that a site was written to, so that nothing else is ever replaced. */
const markFile = 'eurus-eval-site.json';

/**
 * Only a folder that is new, empty or a site may be written.
 * @throws EurusError `USAGE`
 */
export const refuseOthers = async (out: string): Promise<void> => {
  let names: readonly string[];
  try {
    names = await readdir(out);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new EurusError('USAGE', `--static ${out} cannot be used: it is no folder.`, { cause: thrown });
  }
  if (names.length === 0 || (names.includes(markFile) && (await isMark(join(out, markFile))))) return;
  throw new EurusError('USAGE', `--static ${out} holds other files.`, {
    hint: 'Name a new folder, or one that an earlier --static has written.',
  });
};

const isMark = async (path: string): Promise<boolean> =>
  (await readFile(path, 'utf8').catch(() => '')).startsWith('{"eurus_eval":');

/** Where a site grows beside its place, on the same disk. */
export const unfinished = (out: string): string =>
  join(dirname(resolve(out)), `.${basename(resolve(out))}.${process.pid}.part`);

/** A site that is whole takes its place. */
export const putInPlace = async (folder: string, out: string, version: string): Promise<void> => {
  await writeFile(join(folder, markFile), `${JSON.stringify({ eurus_eval: version })}\n`);
  await rm(out, { recursive: true, force: true });
  await rename(folder, out);
};

/** The page for a site is `static.html` among the assets; the one for a server is left out, with what only it needs. */
export const writeAssets = async (folder: string, assets: Assets): Promise<void> => {
  const page = assets.get('/static.html');
  if (page === undefined) {
    throw new EurusError('DATA_MISSING', 'The page of "view --static" is not built.', {
      hint: 'In a checkout "npm run build" builds it.',
    });
  }
  for (const [path, { bytes }] of assets) {
    if (path === '/index.html' || path === '/static.html' || /^\/(?:page|part-[^/]*)\.js$/.test(path))
      continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  await writeFile(join(folder, 'index.html'), page.bytes);
};
