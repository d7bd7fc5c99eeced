export * from './eurus.ts';
export * from './gold.ts';
export * from './strict.ts';
