export * from './best.ts';
export * from './cell.ts';
export * from './estimate.ts';
export * from './interval.ts';
export * from './macro.ts';
export * from './parts.ts';
export * from './pass-at-k.ts';
export * from './scores.ts';
