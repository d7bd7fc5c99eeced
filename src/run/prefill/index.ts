export { markStarts, startWarnings, waysIn } from './record.ts';
export { createStarts } from './settle.ts';
