export {
  foundSandbox,
  noteComplete,
  noteWork,
  openFolder,
  removeFolder,
  type UnfinishedFile,
  type WorkFolder,
} from './folder.ts';
export { type FoundLine, scanFound } from './found-lines.ts';
export { createFoundVerdicts, type FoundVerdicts } from './found-verdicts.ts';
export { createLineOrder, type LineOrder } from './line-order.ts';
export { putInOrder } from './put-in-order.ts';
export { type Work, type WorkMaker, type WorkSandbox, workOf, writeSandbox } from './work.ts';
