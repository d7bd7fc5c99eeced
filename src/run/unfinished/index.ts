export { noteComplete, openFolder, removeFolder, type UnfinishedFile } from './folder.ts';
export { type FoundLine, scanFound } from './found-lines.ts';
export { createFoundVerdicts, type FoundVerdicts } from './found-verdicts.ts';
export { createLineOrder, type LineOrder } from './line-order.ts';
export { putInOrder } from './put-in-order.ts';
export { type Work, type WorkMaker, workOf } from './work.ts';
