export * from './containment.ts';
export * from './exact-match.ts';
export * from './math-equivalence.ts';
export * from './shown.ts';
export * from './unit-tests.ts';
