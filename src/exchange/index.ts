export { codeBenchmarks } from './code-samples.ts';
export type { ExportOptions, TrainingOptions } from './exporter.ts';
export {
  type ForeignRow,
  foreignRows,
  type Origin,
  originOf,
  rowsOfFiles,
  sampleFilesIn,
} from './foreign-rows.ts';
export { type ExportFormat, type ExportFormatName, exportFormats } from './formats.ts';
export { harnessFilesIn, harnessRows, isHarnessFile } from './harness-rows.ts';
export { filesOfBenchmark } from './task-files.ts';
