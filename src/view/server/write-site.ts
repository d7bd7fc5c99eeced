import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { onDisk } from '../../record/index.ts';
import type { FigureAsk, RunCard, RunPage } from '../api.ts';
import { figurePath, figureThemes } from '../figures.ts';
import type { RowTable } from '../query.ts';
import { dataCall, type SiteGrader, type SiteRun, type SiteRuns, type SiteTask } from '../site.ts';
import type { Assets } from './assets.ts';
import { compared } from './compare.ts';
import { type DrawFigure, openFigures } from './figure.ts';
import { type Library, type OpenTask, openLibrary } from './library.ts';
import { Refusal } from './refusal.ts';
import { putInPlace, refuseOthers, unfinished, writeAssets } from './site-folder.ts';
import { type Put, wholeTask, writeParts } from './site-parts.ts';

export type SiteOptions = {
  /** A folder of runs, or a run. */
  readonly folder: string;
  /** Made; one that a site was written to before is replaced. */
  readonly out: string;
  readonly version: string;
  readonly assets: Assets;
  /** What draws the figures of summaries; left out: the site has no figures. */
  readonly drawFigure?: DrawFigure;
  /** Told what is being written. */
  readonly onTask?: (run: string, task: string) => void;
  readonly signal?: AbortSignal;
};

/**
 * Writes the page and what it shows as files that open without a server. The folder appears when it is whole.
 * @returns what was written
 * @throws EurusError `USAGE` when `out` holds anything else
 */
export const writeSite = async (options: SiteOptions): Promise<{ readonly runs: number }> => {
  const { out, assets, version, signal } = options;
  await refuseOthers(out);
  const library = await openLibrary(options.folder, version);
  const folder = unfinished(out);
  signal?.addEventListener('abort', library.close, { once: true });
  try {
    return await onDisk(out, async () => {
      await mkdir(join(folder, 'data'), { recursive: true });
      await writeAssets(folder, assets);
      const put = async (file: string, value: unknown): Promise<void> => {
        signal?.throwIfAborted();
        await writeFile(join(folder, 'data', `${file}.js`), dataScript(file, JSON.stringify(value)));
      };
      const draw = figureWriter(folder, library, options.drawFigure ?? null);
      const runs = await writeRuns(library, { put, draw, options });
      await putInPlace(folder, out, version);
      return { runs };
    });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', library.close);
    library.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * A script that hands JSON over as one text: it is parsed as JSON and never as script. `<` and the line ends that only
 * some readers know are escaped as well.
 */
export const dataScript = (name: string, json: string): string =>
  `${dataCall}(${asLiteral(name)},${asLiteral(json)});\n`;

const asLiteral = (text: string): string =>
  JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Draws the figures of a run into files that begin with a name. */
type DrawAll = (
  page: RunPage,
  name: string,
) => Promise<Pick<SiteRun, 'figures'> & { readonly asks: readonly FigureAsk[] }>;

const figureWriter = (folder: string, library: Library, drawFigure: DrawFigure | null): DrawAll => {
  const figures = openFigures(library, drawFigure);
  return async (page, name) => {
    const written: SiteRun['figures'][number][] = [];
    const asks = new Set<FigureAsk>();
    await mkdir(join(folder, 'figures'), { recursive: true });
    for (const ask of figures.of(page)) {
      for (const theme of figureThemes) {
        const svg = await figures.draw(ask, theme).catch(nothingToDraw);
        if (svg === null) continue;
        const file = `${name}f${written.length}`;
        await writeFile(join(folder, 'figures', `${file}.svg`), svg);
        written.push({ path: figurePath(ask, theme), file });
        asks.add(ask);
      }
    }
    return { asks: [...asks], figures: written };
  };
};

const nothingToDraw = (thrown: unknown): null => {
  if (thrown instanceof Refusal) return null;
  throw thrown;
};

type Writing = { readonly put: Put; readonly draw: DrawAll; readonly options: SiteOptions };

const writeRuns = async (library: Library, writing: Writing): Promise<number> => {
  const { put, options } = writing;
  const list = await library.list();
  const runs: { id: string; file: string }[] = [];
  for (const [place, { id }] of list.runs.entries()) {
    const file = `r${place}`;
    await writeRun(library, id, file, writing);
    runs.push({ id, file });
  }
  const site: SiteRuns = {
    list: { ...list, folder: basename(resolve(options.folder)), runs: list.runs.map(still) },
    runs,
    comparisons: await writeComparisons(
      library,
      runs.map(({ id }) => id),
      put,
    ),
  };
  await put('runs', site);
  return runs.length;
};

/** A comparison reads all verdicts of two runs: with more runs than this, they are left to the command. */
const maxCompared = 8;

const writeComparisons = async (
  library: Library,
  runs: readonly string[],
  put: Put,
): Promise<SiteRuns['comparisons']> => {
  const written: SiteRuns['comparisons'][number][] = [];
  if (runs.length > maxCompared) return written;
  for (const a of runs) {
    for (const b of runs) {
      if (a === b) continue;
      const file = `c${written.length}`;
      try {
        await put(file, await compared(library, a, b));
        written.push({ a, b, file, why: null });
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        written.push({ a, b, file: null, why: thrown.message });
      }
    }
  }
  return written;
};

/** A site does not change any more. */
const still = <T extends RunCard>(card: T): T => ({ ...card, live: false });

const writeRun = async (
  library: Library,
  id: string,
  file: string,
  { put, draw, options: { onTask, signal } }: Writing,
): Promise<void> => {
  const { tasks: cards } = await library.page(id);
  const tasks: { name: string; file: string }[] = [];
  for (const [place, { name }] of cards.entries()) {
    onTask?.(id, name);
    const open = await wholeTask(library, id, name);
    const taskFile = `${file}t${place}`;
    await writeTask(library, id, open, taskFile, put);
    tasks.push({ name, file: taskFile });
  }
  const page: RunPage = still(await library.page(id));
  signal?.throwIfAborted();
  const { asks, figures } = await draw(page, file);
  const site: SiteRun = { page: { ...page, figures: asks }, tasks, figures };
  await put(file, site);
};

const writeTask = async (
  library: Library,
  run: string,
  open: OpenTask,
  file: string,
  put: Put,
): Promise<void> => {
  const { index, task } = open;
  const graders: { name: string; file: string }[] = [];
  for (const [place, { name }] of task.graders.entries()) {
    const { verdictOf, extractedOf, reasonOf, reasons, rows } = index.table(name);
    const columns: SiteGrader = {
      verdictOf: listed(verdictOf, rows),
      extractedOf: Array.from({ length: rows }, (_, row) => extractedOf[row] ?? null),
      reasonOf: listed(reasonOf, rows),
      reasons,
    };
    graders.push({ name, file: `${file}g${place}` });
    await put(`${file}g${place}`, columns);
  }
  const parts = await writeParts(library, run, open, file, put);
  await put(file, siteTask(index.table(task.graders[0]?.name ?? ''), graders, parts));
};

const siteTask = (table: RowTable, graders: SiteTask['graders'], parts: SiteTask['parts']): SiteTask => {
  const { benchmark, protocol, rows, samples } = table;
  return {
    ...{ benchmark, protocol, rows, graders, parts },
    samples: {
      ...samples,
      dimensions: samples.dimensions.map(({ name, values, codeOf }) => ({
        ...{ name, values },
        codeOf: listed(codeOf, samples.count),
      })),
    },
    sampleOf: listed(table.sampleOf, rows),
    trialOf: listed(table.trialOf, rows),
    truncatedOf: listed(table.truncatedOf, rows),
    tokensOf: listed(table.tokensOf, rows),
    latencyOf: listed(table.latencyOf, rows),
    differingOf: listed(table.differingOf, rows),
  };
};

const listed = (values: ArrayLike<number>, count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => values[place] ?? -1);
