import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EurusError } from '../../core/index.ts';

export type Asset = { readonly bytes: Uint8Array; readonly type: string };

/** The files of the page by their path: `/index.html`, `/page.js`, … */
export type Assets = ReadonlyMap<string, Asset>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

/**
 * The built page: `dist/view/` of the package, or built now where this is a checkout with what builds it.
 * @throws EurusError `DATA_MISSING` when there is neither
 */
export const loadAssets = async (): Promise<Assets> => {
  for (const folder of ['../../../dist/view/', '../../../view/']) {
    const found = await assetsIn(fileURLToPath(new URL(folder, import.meta.url)));
    if (found.has('/index.html')) return found;
  }
  throw new EurusError('DATA_MISSING', 'The page of "view" is not built.', {
    hint: 'In a checkout "npm run build" builds it.',
  });
};

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
