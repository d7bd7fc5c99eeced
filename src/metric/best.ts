import {
  type BestCell,
  bestSettings,
  type Cell,
  joinProtocol,
  splitProtocol,
  trialsOf,
} from '../core/index.ts';

/**
 * The better of a benchmark's settings, for each profile and grader that has judged both of them: chosen once for the
 * whole benchmark, by `pass@1`, never sample by sample. Settings that were not asked the same number of trials, or still
 * lack some, are not compared.
 */
export const bestCells = (cells: readonly Cell[]): readonly BestCell[] => {
  const groups = Map.groupBy(cells, ({ benchmark, protocol, grader }) =>
    JSON.stringify([benchmark, splitProtocol(protocol).profile, grader]),
  );
  return [...groups.values()].flatMap(bestOf);
};

const bestOf = (cells: readonly Cell[]): readonly BestCell[] => {
  const rivals = bestSettings.flatMap(
    setting => cells.find(({ protocol }) => splitProtocol(protocol).setting === setting) ?? [],
  );
  const [first] = rivals;
  if (
    first === undefined ||
    rivals.length < bestSettings.length ||
    !rivals.every(cell => isWhole(cell, first))
  ) {
    return [];
  }
  const better = rivals.reduce((best, cell) => (passAt1(cell) > passAt1(best) ? cell : best));
  const { profile } = splitProtocol(better.protocol);
  return [{ ...better, protocol: joinProtocol('best', profile), from: better.protocol }];
};

const isWhole = ({ counts, metrics, missing = 0 }: Cell, other: Cell): boolean =>
  missing === 0 && metrics['pass@1'] !== undefined && trialsOf(counts) === trialsOf(other.counts);

const passAt1 = ({ metrics }: Cell): number => metrics['pass@1']?.value ?? Number.NEGATIVE_INFINITY;
