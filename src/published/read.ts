import { readFile } from 'node:fs/promises';
import type { PublishedTable } from './table.ts';

/** The files of `results/published`, in the order of the paper. */
const publishedFiles = [
  ...(['table-3', 'table-4', 'table-5', 'table-8', 'table-9', 'table-10', 'readme'] as const),
];

export type PublishedFile = (typeof publishedFiles)[number];

/** One published table. Read when it is wanted: nothing of it is loaded at start-up. */
export const publishedTable = async (file: PublishedFile): Promise<PublishedTable> => {
  const url = new URL(`../../results/published/${file}.json`, import.meta.url);
  return JSON.parse(await readFile(url, 'utf8')) as PublishedTable;
};

/** All published tables. */
export const publishedTables = (): Promise<readonly PublishedTable[]> =>
  Promise.all(publishedFiles.map(publishedTable));
