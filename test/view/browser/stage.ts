import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildView } from '../../../scripts/build-view.ts';
import { type Assets, assetsIn } from '../../../src/view/server/assets.ts';
import { serveView, type View } from '../../../src/view/server/serve.ts';
import { chromiumPath } from './chromium.ts';
import { writeRuns } from './runs.ts';

/** One browser and one server for all tests of the page. */
export type Stage = {
  readonly folder: string;
  readonly assets: Assets;
  readonly url: string;
  /** Opens the page at a route and watches over it. */
  open(hash: string, options?: Partial<BrowserContextOptions>, base?: string): Promise<Page>;
  /** Closes what a test has opened; fails when anything went wrong on it. */
  finish(): Promise<void>;
  close(): Promise<void>;
};

/** A fence, not a measure: a browser on a machine whose cores have other work may stand still for half a minute. */
export const patienceMs = 90_000;

export const openStage = async (): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-view-'));
  const [assets, eyes] = await Promise.all([
    builtPage(join(folder, 'page')),
    bundledEyes(),
    writeRuns(join(folder, 'runs')),
  ]);
  const view = await serveView({
    ...{ folder: join(folder, 'runs'), version: '0.0.0', port: 0, assets, everyMs: 100 },
    drawFigure: async asked => (await import('../../../src/cli/view-figure.ts')).viewFigure(asked),
  });
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    timeout: patienceMs,
  });
  return { folder, assets, url: view.url, ...watched(browser, view, folder, eyes) };
};

const builtPage = async (outDir: string): Promise<Assets> => {
  await buildView(outDir);
  return assetsIn(outDir);
};

const bundledEyes = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('in-page/index.ts', import.meta.url))],
    ...{ bundle: true, write: false, format: 'iife', globalName: 'inPage' },
    footer: { js: 'globalThis.inPage = inPage;' },
  });
  return outputFiles[0]?.text ?? '';
};

type Look =
  | 'inspect'
  | 'faint'
  | 'unnamed'
  | 'width'
  | 'background'
  | 'focus'
  | 'answerLength'
  | 'insertHtml';

/** Calls a function of `in-page/` in the page. */
export const inPage = <T>(page: Page, look: Look): Promise<T> => page.evaluate(`inPage.${look}()`);

const watched = (
  browser: Browser,
  view: View,
  folder: string,
  eyes: string,
): Pick<Stage, 'open' | 'finish' | 'close'> => {
  let problems: string[] = [];
  const open: Stage['open'] = async (hash, options = {}, base = view.url) => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const own = base.startsWith('file:') ? new URL('.', base).href : view.url;
    // Nothing but the page's own server or folder is ever asked.
    await context.route('**', route => {
      const url = route.request().url();
      if (url.startsWith(own)) return route.continue();
      problems.push(`a request to ${url}`);
      return route.abort();
    });
    await context.addInitScript({ content: eyes });
    const page = await context.newPage();
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', error => problems.push(`error: ${error.message}`));
    page.on('dialog', dialog => {
      problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on('popup', () => problems.push('a new window'));
    page.setDefaultTimeout(patienceMs);
    await page.goto(`${base}${hash}`);
    return page;
  };
  return {
    open,
    finish: async () => {
      await Promise.all(browser.contexts().map(context => context.close()));
      const found = problems;
      problems = [];
      expect(found).toEqual([]);
    },
    close: async () => {
      await browser.close();
      await view.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
