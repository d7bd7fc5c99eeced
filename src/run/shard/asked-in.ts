import { decodeSampleRecord, type Manifest } from '../../core/index.ts';
import { samplesPath } from '../layout.ts';
import { selectionOf } from '../manifest.ts';
import { type PlannedTask, select } from '../plan.ts';
import { readRecords, sizeOf } from '../records.ts';

export type AskedIds = ReadonlySet<string>;

/**
 * The samples of a task that the newest command on a run directory asked for; in the directory of a shard, those of the
 * shard, which `samples/` names.
 * @param planned with all samples of the data
 */
export const askedIn = async (
  manifest: Manifest,
  { name, samples }: PlannedTask,
  directory: string,
): Promise<AskedIds> => {
  const chosen = select(samples, selectionOf(manifest, name)).map(({ id }) => id);
  if (manifest.shard === undefined) return new Set(chosen);
  const own = new Set<string>();
  const path = samplesPath(directory, name);
  for await (const { id } of readRecords(path, decodeSampleRecord, await sizeOf(path))) own.add(id);
  return new Set(chosen.filter(id => own.has(id)));
};
