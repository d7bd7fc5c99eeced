/**
 * Bundles the page of `eurus-eval view`.
 *
 *   node scripts/build-view.ts [OUT]     (default: dist/view)
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join(root, 'src/view/client');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  target: ['chrome120', 'firefox121', 'safari17'],
  tsconfig: join(client, 'tsconfig.json'),
  // A package decodes the names of characters by HTML of the page unless it is told that there is none.
  conditions: ['worker'],
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Writes the page: `index.html`, `page.js` with parts that are loaded when needed, `page.css`, and `static.html` with
 * `static.js`, the same in one piece for a page that is opened as a file, where browsers load no modules; the formulas'
 * style and fonts; the licences of everything in it.
 * @param outDir emptied first
 */
export const buildView = async (outDir: string): Promise<void> => {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const [page, whole] = await Promise.all([
    build({
      ...common,
      entryPoints: { page: join(client, 'main.tsx') },
      outdir: outDir,
      format: 'esm',
      splitting: true,
      chunkNames: 'part-[hash]',
    }),
    build({
      ...common,
      entryPoints: { static: join(client, 'main-static.tsx') },
      outdir: outDir,
      format: 'iife',
    }),
    build({ ...common, entryPoints: { page: join(client, 'style/page.css') }, outdir: outDir }),
    build({
      ...common,
      entryPoints: { katex: join(root, 'node_modules/katex/dist/katex.css') },
      outdir: outDir,
      loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
      assetNames: 'fonts/[name]',
    }),
  ]);
  const html = await readFile(join(client, 'page.html'), 'utf8');
  await writeFile(join(outDir, 'index.html'), html);
  await writeFile(join(outDir, 'static.html'), staticHtml(html));
  await cp(join(client, 'icon.svg'), join(outDir, 'icon.svg'));
  await writeFile(join(outDir, 'licences.txt'), await licences([page.metafile, whole.metafile]));
};

/** What the server says in a header, for a page that has none. */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "font-src 'self'", "img-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'"],
  "require-trusted-types-for 'script'",
  'trusted-types eurus-eval-data',
].join('; ');

const staticHtml = (html: string): string =>
  html
    .replace(
      '<meta charset="utf-8" />',
      `$&\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    )
    .replace('<script type="module" src="page.js">', '<script defer src="static.js">');

/** The licence of every package that went in. */
const licences = async (metafiles: readonly Metafile[]): Promise<string> => {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(
    [...inputs, 'node_modules/katex/x'].flatMap(
      path => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
    ),
  );
  const texts = await Promise.all(
    [...folders].sort().map(async folder => {
      const { name, version, license } = JSON.parse(
        await readFile(join(root, folder, 'package.json'), 'utf8'),
      );
      const text = await licenceIn(join(root, folder));
      return `${name} ${version} (${license})\n\n${text}`;
    }),
  );
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
};

const licenceIn = async (folder: string): Promise<string> => {
  for (const name of ['LICENSE', 'license', 'LICENSE.md', 'license.md', 'LICENSE.txt']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  throw new Error(`${dirname(folder)}: no licence file`);
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildView(process.argv[2] ?? join(root, 'dist/view'));
}
