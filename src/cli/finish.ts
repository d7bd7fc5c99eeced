import { EurusError, moneyText, type Summary } from '../core/index.ts';
import { renderPanel, renderRunSummary, renderSpending } from '../report/index.ts';
import type { BudgetStop, RunResult } from '../run/index.ts';
import { exitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

export type FinishOptions = {
  readonly json: boolean;
  readonly quiet: boolean;
  /** False when the user wants unscored trials left as they are. */
  readonly retryUnscored?: boolean | undefined;
  readonly failUnder?: { readonly metric: string; readonly value: number } | undefined;
};

/** Prints the numbers of a finished (or interrupted) run and says how it ended. */
export const finish = (result: RunResult, options: FinishOptions, terminal: Terminal): number => {
  for (const warning of result.warnings) terminal.note(`Warning: ${warning}`);
  const { summary, panels } = result;
  if (options.json) {
    const panel = panels.length === 0 ? {} : { panel: panels };
    terminal.print(JSON.stringify({ ...summary, ...panel }, null, 2));
  } else {
    const width = terminal.columns;
    terminal.print(renderRunSummary(summary, { width, styled: terminal.styled }));
    for (const panel of panels) terminal.print(`\n${renderPanel(panel, summary.cells, { width })}`);
  }
  const spending = renderSpending(summary);
  if (spending !== null && !options.quiet) terminal.note(`${spending}.`);
  if (result.directory && !options.quiet) terminal.note(`Results: ${result.directory}`);
  if (result.interrupted) {
    terminal.note(
      result.resumable
        ? `Interrupted after ${result.completed} of ${result.planned} completions; nothing done is lost. The same command goes on from here.`
        : 'Interrupted; the same command judges from the start.',
    );
    return exitCode.interrupted;
  }
  const low = belowThreshold(result.summary, options.failUnder);
  if (low) {
    terminal.note(low);
    return exitCode.belowThreshold;
  }
  const { missing, unscored, planned, resumable } = result;
  if (result.budget !== undefined) terminal.note(budgetText(result.budget, missing, planned));
  else if (missing > 0)
    terminal.note(`${missing} of ${planned} have no recorded completion; they do not count as wrong.`);
  if (unscored > 0) {
    const without = options.retryUnscored === false ? 'Without --no-retry-unscored the' : 'The';
    const again = resumable ? ` ${without} same command tries them again.` : '';
    terminal.note(`${unscored} of ${planned} could not be scored; they do not count as wrong.${again}`);
  }
  return missing > 0 || unscored > 0 ? exitCode.someUnscored : exitCode.complete;
};

/** Why nothing more was asked, and how to go on. */
const budgetText = (stop: BudgetStop, missing: number, planned: number): string => {
  const { end, spent, maxCost, currency } = stop;
  const left = `${missing} of ${planned} answers are left`;
  if (end === 'no-tokens') {
    return `Stopped: the server reports no tokens, so --max-cost ${maxCost} cannot be kept; ${left}. The same command without it goes on.`;
  }
  const unknown = spent.unpriced === 0 ? '' : ` and ${spent.unpriced} answers of unknown cost`;
  return `Stopped by --max-cost ${maxCost}: ${moneyText(spent.amount, currency)}${unknown} spent in this directory, ${left}. The same command with a higher --max-cost goes on.`;
};

const belowThreshold = (summary: Summary, limit: FinishOptions['failUnder']): string | null => {
  if (!limit) return null;
  const measured = summary.cells.filter(cell => Object.hasOwn(cell.metrics, limit.metric));
  if (measured.length === 0) {
    throw new EurusError('USAGE', `--fail-under: no cell has the metric "${limit.metric}".`, {
      hint: `There are: ${[...new Set(summary.cells.flatMap(cell => Object.keys(cell.metrics)))].join(', ')}.`,
    });
  }
  const low = measured.filter(cell => (cell.metrics[limit.metric]?.value ?? 0) < limit.value);
  if (low.length === 0) return null;
  const named = low.map(
    cell =>
      `${cell.benchmark}.${cell.protocol} ${cell.grader} ${cell.metrics[limit.metric]?.value.toFixed(4)}`,
  );
  return `Below --fail-under ${limit.metric}=${limit.value}: ${named.join('; ')}`;
};
