export * from './means.ts';
export * from './paper-columns.ts';
export * from './read.ts';
export * from './table.ts';
