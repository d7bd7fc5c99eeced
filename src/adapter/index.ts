export { type CheckOptions, checkAdapter, type Finding } from './check.ts';
export { type GoldenCase, goldenCasesIn, goldenCompletion, judgeGolden } from './golden.ts';
export { benchmarkIn, importFrom, type LoadedAdapter, loadAdapter } from './load.ts';
export { type Specifier, specifierOf } from './specifier.ts';
export { problemsOf } from './validate.ts';
