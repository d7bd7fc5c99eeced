import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EurusError, isObject } from '../../core/index.ts';
import type { Estimate, ImplicitRewardsData, RewardPanel, RewardPoint } from '../../plot/index.ts';
import { fileProblem } from '../file-problem.ts';

/** A checkpoint with its numbers, and what its name says of where it stands. */
type Checkpoint = Omit<RewardPoint, 'x'> & {
  /** The name without its number. */
  readonly series: string;
  readonly step: number | null;
};

/**
 * The curves of `pairs --policy`, from folders that it has kept its numbers in. A checkpoint stands at the number that
 * its name ends in, where all names do; else in the order of the names.
 * @throws EurusError `USAGE` for a folder that has none
 */
export const implicitRewardsOf = async (paths: readonly string[]): Promise<ImplicitRewardsData> => {
  if (paths.length === 0) {
    throw new EurusError(
      'USAGE',
      'The figure implicit-rewards is drawn from folders of eurus-eval pairs: name one.',
      {
        hint: 'eurus-eval pairs FILE --policy … --reference … --out DIR, then plot DIR --figure implicit-rewards',
      },
    );
  }
  const folders = await Promise.all(
    paths.map(async path => ({ name: basename(resolve(path)), ...(await readPairs(path)) })),
  );
  const all = folders.flatMap(({ checkpoints }) => checkpoints);
  const numbered = all.every(({ step }) => step !== null);
  const word = numbered ? sharedWord(all) : null;
  const panels = folders.flatMap(({ name, checkpoints }) =>
    panelsOf(checkpoints, numbered, word !== null, folders.length > 1 ? name : ''),
  );
  if (panels.every(({ points }) => points.length < 2)) {
    throw new EurusError('USAGE', 'There is no curve: it takes two checkpoints or more.', {
      hint: 'eurus-eval pairs … --policy step-200=PROVIDER/NAME with the same --out adds one.',
    });
  }
  const betas = [...new Set(folders.map(({ beta }) => beta))];
  return {
    across: numbered ? (word ?? 'step') : 'checkpoint, in order',
    panels,
    notes: [`Implicit reward: β (log π − log π_ref), β = ${betas.join(', ')}; means over the pairs.`],
  };
};

const panelsOf = (
  checkpoints: readonly Checkpoint[],
  numbered: boolean,
  alike: boolean,
  folder: string,
): readonly RewardPanel[] => {
  const series = Map.groupBy(checkpoints, its => (numbered && !alike ? its.series : ''));
  return [...series].map(([name, its]) => ({
    name: [folder, name].filter(part => part !== '').join(' '),
    points: its
      .map(({ series: _, step, ...point }, at) => ({ ...point, x: numbered ? (step ?? 0) : at + 1 }))
      .sort((a, b) => a.x - b.x),
  }));
};

/** What the number of every name counts, where the names hold nothing else: `step-100`. */
const sharedWord = (all: readonly Checkpoint[]): string | null => {
  const [first] = all;
  const word = first?.series.toLowerCase() ?? '';
  return counted.has(word) && all.every(({ series }) => series.toLowerCase() === word)
    ? word || 'step'
    : null;
};

const counted: ReadonlySet<string> = new Set(['', 'step', 'checkpoint', 'epoch', 'iteration']);

const readPairs = async (
  path: string,
): Promise<{ readonly beta: number; readonly checkpoints: readonly Checkpoint[] }> => {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(path, 'pairs.json') : path;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (thrown) {
    throw new EurusError('USAGE', `${file} cannot be read: ${fileProblem(thrown)}.`, {
      hint: 'The figure implicit-rewards is drawn from a folder of eurus-eval pairs (--out).',
    });
  }
  const judges = isObject(value) && Array.isArray(value.judges) ? value.judges : [];
  const checkpoints = judges.flatMap(checkpointIn);
  if (checkpoints.length === 0) {
    throw new EurusError('USAGE', `${file} has no implicit rewards.`, {
      hint: 'eurus-eval pairs FILE --policy … --reference … makes some.',
    });
  }
  return { beta: isObject(value) && typeof value.beta === 'number' ? value.beta : 1, checkpoints };
};

const checkpointIn = (judge: unknown): readonly Checkpoint[] => {
  if (!isObject(judge) || judge.kind !== 'implicit' || typeof judge.name !== 'string') return [];
  const { all } = judge;
  if (!isObject(all) || !isObject(all.margin)) return [];
  const [chosen, rejected, margin] = [all.chosen, all.rejected, all.margin.mean].map(meanIn);
  if (!chosen || !rejected || !margin) return [];
  const [, series = '', digits] = /^(.*?)[-_@.: ]*(\d{1,15})$/.exec(judge.name) ?? [];
  const step = digits === undefined ? null : Number(digits);
  return [{ checkpoint: judge.name, series, step, chosen, rejected, margin }];
};

const meanIn = (mean: unknown): Estimate | null => {
  if (!isObject(mean) || typeof mean.value !== 'number') return null;
  const [low, high] = Array.isArray(mean.ci95) ? mean.ci95 : [];
  const known = typeof low === 'number' && typeof high === 'number';
  return { value: mean.value, ci95: known ? [low, high] : null };
};
