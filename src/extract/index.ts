export * from './after-marker.ts';
export * from './boxed.ts';
export * from './emphasis.ts';
export * from './eurus-math.ts';
export * from './fenced-code.ts';
export * from './first-of.ts';
export * from './last-number.ts';
