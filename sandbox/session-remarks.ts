import type { CellExecution } from '../src/core/index.ts';

/** What a session that was harmed says at the end of a cell's stderr: what has become of its state. */
export const LOST =
  'What the earlier cells of this session had made is gone: the cell ran in a session that begins anew.';
export const AS_BEFORE = 'The session is what it was before this cell.';
export const ANEW = 'The session begins anew.';

export const withRemarks = (execution: CellExecution, remarks: readonly string[]): CellExecution => {
  if (remarks.length === 0) return execution;
  const { stderr } = execution;
  const gap = stderr === '' || stderr.endsWith('\n') ? '' : '\n';
  return { ...execution, stderr: `${stderr}${gap}${remarks.join('\n')}\n` };
};
