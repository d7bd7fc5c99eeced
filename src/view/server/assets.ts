import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EurusError, messageOf } from '../../core/index.ts';

export type Asset = { readonly bytes: Uint8Array; readonly type: string };

/** The files of the page by their path: `/index.html`, `/page.js`, … */
export type Assets = ReadonlyMap<string, Asset>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

/** `dist/` in a package, else the checkout. */
const ownRoot = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The page: as it was packed, or in a checkout as its sources are now (built on first use, into `dist/view/`).
 * @throws EurusError `DATA_MISSING` when it is not built and cannot be
 */
export const loadAssets = async (root = ownRoot): Promise<Assets> => {
  const script = join(root, 'scripts', 'build-view.ts');
  if (existsSync(script)) {
    const built = join(root, 'dist', 'view');
    return (await isOlder(root, built)) ? buildNow(root, script, built) : assetsIn(built);
  }
  const packed = await assetsIn(join(root, 'view'));
  if (packed.has('/index.html')) return packed;
  throw new EurusError('DATA_MISSING', 'The page of "view" is missing in this package.', {
    hint: 'Install eurus-eval again.',
  });
};

/** True when the page is not built, or was before its sources were changed. */
const isOlder = async (root: string, built: string): Promise<boolean> => {
  const builtAt = await stat(join(built, 'index.html')).catch(() => null);
  if (builtAt === null) return true;
  const sources = await Promise.all(
    ['src/view', 'src/core', 'scripts'].map(folder =>
      readdir(join(root, folder), { recursive: true, withFileTypes: true }),
    ),
  );
  const files = sources.flat().filter(entry => entry.isFile());
  const times = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return times.some(({ mtimeMs }) => mtimeMs > builtAt.mtimeMs);
};

const buildNow = async (root: string, script: string, built: string): Promise<Assets> => {
  const fresh = `${built}.${randomUUID()}`;
  try {
    const { buildView }: BuildModule = await import(pathToFileURL(script).href);
    await buildView(fresh);
    const assets = await assetsIn(fresh);
    // Another process may have been quicker: its page is the same, and being read by a third.
    if (await isOlder(root, built)) {
      await rm(built, { recursive: true, force: true });
      await rename(fresh, built).catch(() => {});
    }
    return assets;
  } catch (thrown) {
    throw new EurusError('DATA_MISSING', `The page of "view" cannot be built: ${messageOf(thrown)}`, {
      ...(isMissingPackage(thrown) ? { hint: '"npm install" brings what builds it.' } : {}),
      cause: thrown,
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

const isMissingPackage = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';

/** `scripts/build-view.ts`, which is not part of the package. */
type BuildModule = { readonly buildView: (outDir: string) => Promise<void> };

/** Every file of a folder and of those in it that a page may consist of. */
export const assetsIn = async (folder: string, path = '/'): Promise<Assets> => {
  const assets = new Map<string, Asset>();
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const [file, name] = [join(folder, entry.name), `${path}${entry.name}`];
    const type = types[extname(entry.name)];
    if (entry.isDirectory())
      for (const [at, asset] of await assetsIn(file, `${name}/`)) assets.set(at, asset);
    else if (type !== undefined) assets.set(name, { bytes: await readFile(file), type });
  }
  return assets;
};
