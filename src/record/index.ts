export * from './located.ts';
export * from './newest.ts';
export * from './run-record.ts';
export * from './trials.ts';
