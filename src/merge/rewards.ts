import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeRewardRecord, EurusError, isObject } from '../core/index.ts';
import { tableOf } from '../run/change-table.ts';
import { makeDirectory, writeWhole } from '../run/disk.ts';
import { rewardsFolder } from '../run/layout.ts';
import { changes } from '../run/mismatch.ts';
import { quoted, visible } from '../run/quote.ts';
import type { TrialTable } from '../run/trials.ts';
import { chooseAbout } from './about-answers.ts';
import type { Choice, Stop } from './choice.ts';
import type { Part } from './parts.ts';
import { writeChosen } from './write-lines.ts';

/** Files of rewards as `rewardFileName` names them: a record of who gives one is small. */
const giverFile = /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.json$/;

/**
 * Writes down who gives the rewards that parts have: the same for a reward of one name in all of them.
 * @returns the rewards by the names that their files have
 * @throws EurusError `RUN_MISMATCH` where two parts have rewards of one name from different givers
 */
export const writeGivers = async (parts: readonly Part[], directory: string): Promise<readonly string[]> => {
  const givers = new Map<string, { readonly path: string; readonly text: string }>();
  for (const part of parts) {
    const folder = rewardsFolder(part.directory);
    const files = await readdir(folder).catch((): string[] => []);
    for (const file of files.filter(name => giverFile.test(name))) {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      const known = givers.get(file);
      if (known === undefined) givers.set(file, { path, text });
      else refuseOther(known, { path, text });
    }
  }
  if (givers.size > 0) await makeDirectory(rewardsFolder(directory));
  for (const [file, { text }] of givers) await writeWhole(join(rewardsFolder(directory), file), text);
  return [...givers.keys()].map(file => basename(file, '.json'));
};

type Giver = { readonly path: string; readonly text: string };

const refuseOther = (first: Giver, other: Giver): void => {
  const found = changes(null, identityIn(first), identityIn(other));
  if (found.length === 0) return;
  throw new EurusError('RUN_MISMATCH', `rewards of one name were given otherwise: ${visible(other.path)}`, {
    details: tableOf(found, ['there', 'here']),
    hint: `The other is ${visible(first.path)}. Leave one of them out, or give its rewards another --reward-name.`,
  });
};

const identityIn = ({ path, text }: Giver): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) {
      const { eurus_eval: _, created_at: __, ...identity } = value;
      return identity;
    }
  } catch {
    // Said below.
  }
  throw new EurusError('RECORDS_UNREADABLE', `${quoted(path)} does not say who gives these rewards`, {
    hint: 'Remove the file; "eurus-eval reward" makes it anew.',
  });
};

/** Writes the rewards of a task: of those of one answer the newest that has a score. */
export const writeRewards = async (
  table: TrialTable,
  answers: Choice,
  parts: readonly Part[],
  rewards: readonly string[],
  directory: string,
  stop: Stop,
): Promise<void> => {
  const kind = {
    decode: decodeRewardRecord,
    isTelling: ({ score }: { readonly score: number | null }) => score !== null,
  };
  for (const reward of rewards) {
    const file = `${table.planned.name}.${reward}.jsonl`;
    const from = parts.map(part => join(rewardsFolder(part.directory), file));
    const folder = rewardsFolder(directory);
    const choice = await chooseAbout(table, answers, from, kind, stop);
    await writeChosen({ folder, path: join(folder, file) }, choice, from, stop);
  }
};
