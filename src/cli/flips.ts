import type { Cell, Key, Summary, VerdictName } from '../core/index.ts';
import { newestVerdicts } from '../record/index.ts';
import type { Flips } from '../report/index.ts';
import { readRunDirectory, verdictsPath } from '../run/index.ts';

/** Trials named of each kind; the rest are counted. */
const named = 20;

/**
 * How the cells of a run differ from a baseline, trial by trial: joined by key, over the trials that both have and could
 * score. A cell that the baseline does not have is left out.
 * @throws EurusError `RECORDS_UNREADABLE` when the baseline is no run directory
 */
export const flipsAgainst = async (
  baseline: string,
  directory: string,
  cells: readonly Cell[],
): Promise<readonly Flips[]> => {
  const { summary } = await readRunDirectory(baseline);
  const flips: Flips[] = [];
  for (const cell of cells) {
    const before = cellLike(summary, cell);
    if (before !== undefined) flips.push(await flipsOf(cell, before, baseline, directory));
  }
  return flips;
};

const cellLike = ({ cells }: Summary, { benchmark, protocol, grader }: Cell): Cell | undefined =>
  cells.find(one => one.benchmark === benchmark && one.protocol === protocol && one.grader === grader);

const flipsOf = async (cell: Cell, before: Cell, baseline: string, directory: string): Promise<Flips> => {
  const name = `${cell.benchmark}.${cell.protocol}`;
  const verdicts = (run: string): Promise<ReadonlyMap<Key, VerdictName>> =>
    newestVerdicts(verdictsPath(run, name, cell.grader), ({ verdict }) => verdict);
  const [old, now] = [await verdicts(baseline), await verdicts(directory)];
  const [broken, mended] = [counted(), counted()];
  let both = 0;
  for (const [key, verdict] of now) {
    const earlier = old.get(key);
    if (earlier === undefined || earlier === 'unscored' || verdict === 'unscored') continue;
    both += 1;
    if (earlier === 'correct' && verdict !== 'correct') broken.add(key);
    if (earlier !== 'correct' && verdict === 'correct') mended.add(key);
  }
  return {
    name: `${name}.${cell.grader}`,
    before,
    now: cell,
    both,
    broken: broken.all(),
    mended: mended.all(),
  };
};

/** Counts all, names the first. */
const counted = () => {
  const keys: string[] = [];
  let count = 0;
  return {
    add: (key: string): void => {
      count += 1;
      if (keys.length < named) keys.push(key);
    },
    all: () => ({ count, keys }),
  };
};
