import { readFile } from 'node:fs/promises';
import {
  type Cell,
  costOf,
  EurusError,
  isObject,
  type Manifest,
  type Price,
  type Summary,
} from '../core/index.ts';
import { bestCells } from '../metric/index.ts';
import { writeWhole } from './disk.ts';
import { errnoOf } from './disk-error.ts';
import { summaryPath } from './layout.ts';
import { readManifest } from './manifest.ts';
import { noPatience, type Room } from './room.ts';

/**
 * Cells in the order of `summary.json`: by benchmark, protocol, grader; and what follows from them.
 * @param price what cells cost is reckoned by it; without one they keep the cost they have
 */
export const summaryOf = (cells: readonly Cell[], price: Price | null = null): Summary => {
  const priced = cells.map(cell => (price === null ? cell : { ...cell, cost: costOf(cell.tokens, price) }));
  const sorted = priced.sort((a, b) => {
    const [left, right] = [cellName(a), cellName(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const best = bestCells(sorted);
  return { cells: sorted, ...(best.length === 0 ? {} : { best }) };
};

/**
 * The summary of a run directory; null when there is none yet.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const readSummary = async (directory: string): Promise<Summary | null> => {
  const path = summaryPath(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${errnoOf(thrown)}`, { cause: thrown });
  }
  const summary = decodeSummary(text);
  if (summary !== null) return summary;
  throw new EurusError('RECORDS_UNREADABLE', `${path} is not the summary of a run`, {
    hint: `Make it anew with "eurus-eval score ${directory}".`,
  });
};

/**
 * Writes the cells of this command over those of the same names; cells of other tasks and graders stay.
 * @returns lines a user should see: what a damaged summary held is gone until it is made anew
 */
export const updateSummary = async (
  directory: string,
  summary: Summary,
  room: Room = noPatience,
): Promise<readonly string[]> => {
  const warnings: string[] = [];
  const before = await readSummary(directory).catch(() => {
    warnings.push(
      `the summary of ${directory} was damaged; "eurus-eval score ${directory}" makes the cells of other tasks anew`,
    );
    return null;
  });
  const renewed = new Set(summary.cells.map(cellName));
  const others = before?.cells.filter(cell => !renewed.has(cellName(cell))) ?? [];
  const merged = summaryOf([...others, ...summary.cells]);
  await writeWhole(summaryPath(directory), `${JSON.stringify(merged, null, 2)}\n`, room);
  return warnings;
};

/**
 * Manifest and summary of a run directory.
 * @throws EurusError `RECORDS_UNREADABLE` when it is none
 */
export const readRunDirectory = async (
  directory: string,
): Promise<{ readonly manifest: Manifest; readonly summary: Summary }> => ({
  manifest: await readRunManifest(directory),
  summary: (await readSummary(directory)) ?? { cells: [] },
});

/**
 * The manifest of a run directory, whatever its summary is like.
 * @throws EurusError `RECORDS_UNREADABLE` when it is none
 */
export const readRunManifest = async (directory: string): Promise<Manifest> => {
  const manifest = await readManifest(directory);
  if (manifest !== null) return manifest;
  throw new EurusError('RECORDS_UNREADABLE', `${directory} is not a run directory: it has no run.json`, {
    hint: 'Name a folder that "eurus-eval run" or "eurus-eval score --out" has written.',
  });
};

const cellName = ({ benchmark, protocol, grader }: Cell): string => `${benchmark}.${protocol}\0${grader}`;

const decodeSummary = (text: string): Summary | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || !Array.isArray(value.cells) || !value.cells.every(isCell)) return null;
    // What follows from the cells is made anew, so that it can never be of other ones.
    return summaryOf(value.cells);
  } catch {
    return null;
  }
};

const isCell = (value: unknown): value is Cell =>
  isObject(value) &&
  [value.benchmark, value.protocol, value.grader].every(name => typeof name === 'string') &&
  isObject(value.metrics) &&
  Object.values(value.metrics).every(isMetric) &&
  isObject(value.counts) &&
  ['correct', 'incorrect', 'no-answer', 'unscored', 'truncated'].every(
    name => isObject(value.counts) && typeof value.counts[name] === 'number',
  );

const isMetric = (value: unknown): boolean =>
  isObject(value) &&
  ['value', 'stderr', 'samples', 'trials'].every(name => typeof value[name] === 'number') &&
  Array.isArray(value.ci95);
