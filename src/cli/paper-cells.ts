import { findBenchmark, type SuiteMember, suites } from '../../benchmarks/index.ts';
import {
  allCells,
  type BestCell,
  bestSettings,
  type Cell,
  joinProtocol,
  type Summary,
} from '../core/index.ts';
import { type PaperColumn, paperColumns } from '../published/index.ts';

/** The suites that have the paper's tests, in the order in which their rows stand. */
export const paperSuites = ['paper', 'eurus-head', 'eurus'] as const;

export type PaperSuite = (typeof paperSuites)[number];

/** A number of a run in a column of the paper. */
export type PaperCell = {
  readonly cell: Cell | BestCell;
  /** True where the paper has the better of CoT and PoT, and the run has only one of them, or not all of both. */
  readonly alone: boolean;
};

/** What a run has of the paper's columns, asked and judged as a suite says; null where it has nothing. */
export const paperCells = (summary: Summary, suite: PaperSuite): readonly (PaperCell | null)[] =>
  paperColumns.map(column => {
    const member = suites[suite]?.members.find(({ benchmark }) => benchmark === column.benchmark);
    const found = member === undefined ? null : firstOf(summary, member);
    return found === null ? null : partOf(found, column);
  });

/** By the suite's own profile, else by another that counts as its. */
const firstOf = (summary: Summary, { profilesToo = [], ...member }: SuiteMember): PaperCell | null =>
  [member, ...profilesToo.map(profile => ({ ...member, profile }))]
    .map(one => cellOf(summary, one))
    .find(found => found !== null) ?? null;

const cellOf = (summary: Summary, member: SuiteMember): PaperCell | null => {
  const { benchmark: id, profile = '', settings } = member;
  const protocols = findBenchmark(id)?.protocols ?? {};
  const setting = settings?.[0] ?? Object.keys(protocols)[0] ?? '';
  const grader = member.grader ?? protocols[joinProtocol(setting, profile)]?.headline;
  const find = (name: string): Cell | undefined =>
    allCells(summary).find(
      cell =>
        cell.benchmark === id && cell.protocol === joinProtocol(name, profile) && cell.grader === grader,
    );
  const whole = find(settings === undefined ? setting : 'best');
  if (whole !== undefined) return { cell: whole, alone: false };
  const alone = settings === undefined ? undefined : bestSettings.map(find).find(cell => cell !== undefined);
  return alone === undefined ? null : { cell: alone, alone: true };
};

/** Some columns are a part of a benchmark. */
const partOf = ({ cell, alone }: PaperCell, { group }: PaperColumn): PaperCell | null => {
  if (group === undefined) return { cell, alone };
  const scores = cell.groups[group.dimension]?.[group.value];
  return scores === undefined ? null : { cell: { ...cell, ...scores, groups: {} }, alone };
};
