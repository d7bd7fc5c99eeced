import { moneyText } from '../core/index.ts';
import { renderPanel, renderRunSummary, renderSpending } from '../report/index.ts';
import type { BudgetStop, RunResult } from '../run/index.ts';
import { exitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { belowThresholds, type Threshold } from './thresholds.ts';

export type FinishOptions = {
  readonly json: boolean;
  readonly quiet: boolean;
  /** False when the user wants unscored trials left as they are. */
  readonly retryUnscored?: boolean | undefined;
  readonly failUnder?: readonly Threshold[] | undefined;
  /** Further fields of the JSON document. */
  readonly beside?: Readonly<Record<string, unknown>>;
};

/** Prints the numbers of a finished (or interrupted) run and says how it ended. */
export const finish = (result: RunResult, options: FinishOptions, terminal: Terminal): number => {
  for (const warning of result.warnings) terminal.note(`Warning: ${warning}`);
  if (!options.quiet) for (const note of result.notes ?? []) terminal.note(note);
  const { summary, panels } = result;
  if (options.json) {
    const panel = panels.length === 0 ? {} : { panel: panels };
    const endpoints = result.endpoints === undefined ? {} : { endpoints: result.endpoints };
    terminal.print(JSON.stringify({ ...summary, ...panel, ...endpoints, ...options.beside }, null, 2));
  } else {
    const width = terminal.columns;
    terminal.print(renderRunSummary(summary, { width, styled: terminal.styled }));
    for (const panel of panels) terminal.print(`\n${renderPanel(panel, summary.cells, { width })}`);
  }
  const spending = renderSpending(summary);
  if (spending !== null && !options.quiet) terminal.note(`${spending}.`);
  const isKept = result.resumable || !result.interrupted;
  if (result.directory && isKept && !options.quiet) terminal.note(`Results: ${result.directory}`);
  if (result.interrupted) {
    terminal.note(interruptedText(result));
    return exitCode.interrupted;
  }
  const low = belowThresholds(summary, options.failUnder);
  for (const line of low) terminal.note(line);
  if (low.length > 0) return exitCode.belowThreshold;
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

const interruptedText = ({ resumable, completed, planned, directory }: RunResult): string => {
  if (resumable) {
    return `Interrupted after ${completed} of ${planned} completions; nothing done is lost. The same command goes on from here.`;
  }
  return directory === null
    ? 'Interrupted; the same command judges from the start.'
    : 'Interrupted; what was judged is kept, and the same command goes on from there.';
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
