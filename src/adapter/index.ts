export { type CheckOptions, checkAdapter } from './check.ts';
export type { Finding } from './finding.ts';
export { type GoldenCase, goldenCasesIn, goldenCompletion, judgeGolden } from './golden.ts';
export { benchmarkIn, importFrom, type LoadedAdapter, loadAdapter } from './load.ts';
export { type Specifier, specifierOf } from './specifier.ts';
export { problemsOf } from './validate.ts';
