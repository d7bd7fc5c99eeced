import { constants } from 'node:fs';
import { access, appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Cell, EurusError, type RunComparison } from '../core/index.ts';
import { type RunResult, readRunManifest } from '../run/index.ts';
import { type SummaryTarget, summaryTarget } from './ci-options.ts';
import { fileProblem } from './file-problem.ts';
import type { Terminal } from './terminal.ts';
import { belowThresholds, type Threshold } from './thresholds.ts';

export type CiFlags = {
  readonly junit?: string | undefined;
  readonly jobSummary?: string | undefined;
  readonly baseline?: string | undefined;
  readonly failUnder?: readonly Threshold[] | undefined;
};

/** Files for continuous integration, found to be writable before the work. */
export type CiFiles = {
  /** Writes what was asked for, of a command that has ended. */
  write(result: RunResult, model: string, terminal: Terminal): Promise<void>;
};

/**
 * Refuses before the work what could not be written after it.
 * @param keeps false for a command that keeps no run directory
 * @throws EurusError `USAGE` | `DISK_DENIED` | `RECORDS_UNREADABLE`
 */
export const openCiFiles = async (flags: CiFlags, keeps = true): Promise<CiFiles> => {
  const { junit, baseline, failUnder } = flags;
  const target = summaryTarget(flags.jobSummary);
  if (junit !== undefined && !keeps) {
    throw new EurusError('USAGE', '--junit needs the verdicts kept.', {
      hint: 'Add --out DIR, which keeps a run directory.',
    });
  }
  if (baseline !== undefined && (target === null || !keeps)) {
    throw new EurusError('USAGE', '--baseline is for --job-summary, of a run that is kept.', {
      hint: `Add ${target === null ? '--job-summary' : '--out DIR'}.`,
    });
  }
  if (baseline !== undefined) await readRunManifest(baseline);
  if (junit !== undefined) await refuseUnwritable('--junit', junit);
  if (target !== null) await refuseUnwritable('--job-summary', target.path);
  return {
    write: async (result, model, terminal) => {
      if (result.interrupted && !result.resumable) return;
      if (junit !== undefined && result.directory !== null) {
        const { directory, asked } = result;
        const { writeJunit } = await import('./junit-file.ts');
        await onFile('--junit', junit, () =>
          writeJunit(junit, { directory, asked, model, cells: result.summary.cells }),
        );
        terminal.note(`JUnit XML: ${junit}`);
      }
      if (target !== null) await writeSummary(target, { result, model, baseline, failUnder });
    },
  };
};

type SummaryParts = Pick<CiFlags, 'baseline' | 'failUnder'> & {
  readonly result: RunResult;
  readonly model: string;
};

const writeSummary = async (target: SummaryTarget, parts: SummaryParts): Promise<void> => {
  const { result, model, baseline, failUnder = [] } = parts;
  const { summary, directory } = result;
  const { renderJobSummary } = await import('../report/index.ts');
  const text = renderJobSummary({
    ...{ model, summary, directory },
    below: belowThresholds(summary, failUnder),
    thresholds: failUnder.length,
    ending: endingOf(result),
    baseline:
      baseline === undefined || directory === null
        ? null
        : { directory: baseline, comparison: await against(baseline, directory, summary.cells) },
  });
  await onFile('--job-summary', target.path, () =>
    target.append ? appendFile(target.path, text) : writeFile(target.path, text),
  );
};

/** The cells of this command against those of an earlier run; null where the two have nothing in common. */
const against = async (
  baseline: string,
  directory: string,
  cells: readonly Cell[],
): Promise<RunComparison | null> => {
  const [{ compareRuns }, { openRun }] = [
    await import('../compare/index.ts'),
    await import('../record/index.ts'),
  ];
  const benchmarks = [...new Set(cells.map(({ benchmark, protocol }) => `${benchmark}.${protocol}`))];
  const graders = [...new Set(cells.map(({ grader }) => grader))];
  try {
    return await compareRuns(await openRun(baseline), await openRun(directory), { benchmarks, graders });
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'USAGE') return null;
    throw thrown;
  }
};

const endingOf = ({ planned, completed, missing, unscored, interrupted }: RunResult): string => {
  const lacking = [
    ...(missing > 0 ? [`${missing} have no answer`] : []),
    ...(unscored > 0 ? [`${unscored} could not be scored`] : []),
  ];
  const rest = lacking.length === 0 ? 'all scored' : `${lacking.join(', ')}; they do not count as wrong`;
  return `${interrupted ? 'Interrupted: ' : ''}${completed} of ${planned} trials answered, ${rest}.`;
};

const refuseUnwritable = (flag: string, path: string): Promise<void> =>
  onFile(flag, path, async () => {
    await mkdir(dirname(path), { recursive: true });
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    await access(found === null ? dirname(path) : path, constants.W_OK);
  });

const onFile = async (flag: string, path: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof EurusError) throw thrown;
    throw new EurusError('DISK_DENIED', `${flag}: cannot write ${path}: ${fileProblem(thrown)}`, {
      cause: thrown,
    });
  }
};
