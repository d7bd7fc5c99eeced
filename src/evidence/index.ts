export type { BundleIndex, BundleMember, CodeIdentity, Stretch } from './bundle-index.ts';
export {
  type CellNumbers,
  compareTables,
  type DifferingVerdict,
  type VerifiedCell,
  type VerifiedTable,
} from './compare-tables.ts';
export { type Damage, damaged, findDamage, type Opened, openBundle } from './read-bundle.ts';
export { filesOfRun } from './run-files.ts';
export { unpackBundle } from './unpack-bundle.ts';
export { type Written, writeBundle } from './write-bundle.ts';
