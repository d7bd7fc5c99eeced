import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRewardRecord, EurusError, isObject, oneLine, type Rewarder } from '../core/index.ts';
import { canonicalJson } from '../run/canonical.ts';
import { writeWhole } from '../run/disk.ts';
import { rewarderPath, rewardsFolder } from '../run/layout.ts';
import { changes } from '../run/mismatch.ts';
import { readRecords, sizeOf } from '../run/records.ts';
import { rewardFileName } from '../run/rewards.ts';

/** Longest value that a message shows. */
const maxShown = 80;

/** What tells one giver of numbers from another. */
export type Identified = Pick<Rewarder, 'provider' | 'model' | 'endpoint' | 'settings'> & {
  readonly kind: string;
};

/**
 * Writes down who gives the rewards of a name, or compares with what is written: rewards of two models, or of two forms
 * of one, are no one column.
 * @param hasAny whether there is any number by that name yet
 * @throws EurusError `RUN_MISMATCH` | `RECORDS_UNREADABLE`
 */
export const keepIdentity = async (
  directory: string,
  name: string,
  rewarder: Identified,
  version: string,
  hasAny: () => boolean | Promise<boolean> = () => hasRewards(directory, rewardFileName(name)),
): Promise<void> => {
  const { provider, model, endpoint, kind, settings } = rewarder;
  const identity = { reward: name, provider, model, endpoint, kind, settings };
  const path = rewarderPath(directory, rewardFileName(name));
  const write = (): Promise<void> => {
    const made = { eurus_eval: version, created_at: new Date().toISOString(), ...identity };
    return writeWhole(path, `${JSON.stringify(made, null, 2)}\n`);
  };
  const before = await readIdentity(path);
  if (before === null) return write();
  const { eurus_eval: _, created_at: __, ...known } = before;
  if (canonicalJson(known) === canonicalJson(identity)) return;
  // A command that got nothing, by a wrong address perhaps, holds up none that is right.
  if (!(await hasAny())) return write();
  const [first, ...more] = changes(null, known, identity);
  const what =
    first === undefined
      ? 'it differs'
      : `its ${first.field} was ${shown(first.before)}, now it is ${shown(first.now)}`;
  const others =
    more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'difference' : 'differences'})`;
  throw new EurusError(
    'RUN_MISMATCH',
    `${directory} has rewards named "${name}" that were given otherwise: ${what}${others}`,
    { hint: `Give the command the settings it had, or ${anotherName(kind)}` },
  );
};

/** Policies of pairs are named where they are given; there is one reference a folder. */
const anotherName = (kind: string): string =>
  kind === 'log-probability'
    ? 'another folder (--out); a policy may have another name, too: --policy NAME=PROVIDER/MODEL'
    : 'name these rewards with another --reward-name';

const hasRewards = async (directory: string, reward: string): Promise<boolean> => {
  const folder = rewardsFolder(directory);
  for (const file of await readdir(folder)) {
    if (!file.endsWith(`.${reward}.jsonl`)) continue;
    const path = join(folder, file);
    for await (const { score } of readRecords(path, decodeRewardRecord, await sizeOf(path))) {
      if (score !== null) return true;
    }
  }
  return false;
};

const shown = (value: unknown): string => oneLine(JSON.stringify(value ?? null), maxShown);

const readIdentity = async (path: string): Promise<Record<string, unknown> | null> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new EurusError('RECORDS_UNREADABLE', `${path} does not say who gives these rewards`, {
    hint: 'Remove it together with the .jsonl files of the same name, or use another --reward-name',
  });
};
