export { type ConversionRules, convert } from './convert.ts';
export * from './eurus.ts';
export * from './few-shot.ts';
export * from './gold.ts';
export * from './strict.ts';
export * from './zero.ts';
