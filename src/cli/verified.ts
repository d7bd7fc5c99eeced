import { oneLine } from '../core/index.ts';
import type { BundleIndex, VerifiedCell, VerifiedTable } from '../evidence/index.ts';
import { renderColumns } from '../report/index.ts';
import { exitCode } from './exit-code.ts';
import type { Otherness, Reason } from './regrade-plan.ts';
import type { Terminal } from './terminal.ts';

export type Verified = VerifiedTable & {
  readonly file: string;
  readonly index: BundleIndex;
  readonly otherness: readonly Otherness[];
  /** Tasks that were judged by the bundle's own gold answers, and why. */
  readonly ownGold: readonly Reason[];
  /** Tasks that could not be judged here, and why. */
  readonly missing: readonly Reason[];
};

/** Prints what came out, cell by cell, and returns the exit code. */
export const printVerified = (result: Verified, json: boolean, terminal: Terminal): number => {
  if (json) terminal.print(JSON.stringify(jsonOf(result), null, 2));
  else terminal.print(textOf(result, terminal));
  if (result.missing.length > 0) return exitCode.missing;
  return result.cells.every(({ holds }) => holds) ? exitCode.complete : exitCode.someUnscored;
};

const jsonOf = ({ file, index, otherness, ownGold, missing, cells, verdicts }: Verified) => ({
  file,
  holds: missing.length === 0 && cells.every(({ holds }) => holds),
  packed_by: index.packed_by,
  run: index.run,
  differences: otherness,
  own_gold: ownGold,
  missing,
  cells,
  verdicts,
});

const textOf = ({ cells, verdicts, missing }: Verified, { columns: width, styled }: Terminal): string => {
  const absent = new Set(missing.map(({ name }) => name));
  const rows = cells.map(cell => ({
    benchmark: `${cell.benchmark}.${cell.protocol}`,
    grader: cell.grader,
    bundle: passAt1(cell.bundle),
    here: passAt1(cell.here),
    verdicts: cell.verdicts,
    differ: cell.here === null ? '–' : String(cell.differing),
    table: cell.holds
      ? 'holds'
      : absent.has(`${cell.benchmark}.${cell.protocol}`)
        ? 'not judged'
        : cell.why.join('; '),
  }));
  const held = cells.filter(({ holds }) => holds).length;
  return [
    renderColumns(rows, { width, styled }),
    ...(verdicts.length === 0 ? [] : ['', ...differing(verdicts)]),
    '',
    held === cells.length
      ? `The table holds: ${held} of ${cells.length} numbers came out the same, and so did every verdict.`
      : `${held} of ${cells.length} numbers hold.`,
  ].join('\n');
};

const passAt1 = (numbers: VerifiedCell['bundle']): string => {
  const value = numbers?.metrics['pass@1'];
  return value === undefined ? '–' : (100 * value).toFixed(2);
};

/** Verdicts that are shown in words; `--json` has all. */
const shown = 20;

const differing = (verdicts: Verified['verdicts']): readonly string[] => [
  ...verdicts
    .slice(0, shown)
    .flatMap(({ key, grader, bundle, here }) => [
      `${oneLine(key, 200)} (${oneLine(grader, 60)})`,
      `  bundle: ${sideOf(bundle)}`,
      `  here:   ${sideOf(here)}`,
    ]),
  ...(verdicts.length > shown ? [`and ${verdicts.length - shown} more; --json lists them`] : []),
];

const sideOf = (side: Verified['verdicts'][number]['here']): string =>
  side === null ? 'no verdict' : `${side.verdict}: ${oneLine(side.reason, 300)}`;
