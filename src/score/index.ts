export * from './comparison.ts';
export * from './containment.ts';
export * from './eurus-math.ts';
export * from './exact-match.ts';
export * from './math-equivalence.ts';
export * from './near-number.ts';
export * from './shown.ts';
export * from './unit-tests.ts';
