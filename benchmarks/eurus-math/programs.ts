import { type Execution, type Program, pythonStrip } from '../../src/core/index.ts';
import { eurusBlocks, printingLastLine, pythonCells } from '../../src/extract/index.ts';
import { type ProgramRule, printedAnswer } from '../../src/score/index.ts';

const programOf = (code: Program['code']): Program => ({
  language: 'python',
  code,
  // The scripts set no limit but that of time.
  limits: { timeoutMs: 5000, memoryMb: 1024, maxOutputBytes: 65_536 },
});

/** A script that ends with status 0 answers what it printed; any other answers nothing. */
const printedWithoutFailure = ({ outcome, exitStatus, stdout }: Execution): string =>
  outcome === 'finished' || (outcome === 'exited-early' && exitStatus === 0) ? pythonStrip(stdout) : '';

/**
 * The interpreter of the Eurus scripts, defects kept: only the last block counts, it knows nothing of those before it,
 * and its last line is printed whatever it is.
 */
export const lastBlock = (options: { readonly executeTags: boolean }): ProgramRule => ({
  programIn: text => {
    const block = eurusBlocks(text, options).at(-1);
    return block === undefined ? null : programOf(printingLastLine(block.code));
  },
  answerOf: printedWithoutFailure,
});

/** What the prompt promises: a notebook whose cells share their names and show the value of their last expression. */
export const notebook: ProgramRule = {
  programIn: text => {
    const cells = pythonCells(text);
    return cells.length === 0 ? null : programOf(cells);
  },
  answerOf: printedAnswer,
};
