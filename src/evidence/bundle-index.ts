import { isObject, type Manifest } from '../core/index.ts';
import { isMemberName } from './member-names.ts';

/** A stretch of bytes and what they hash to. */
export type Stretch = { readonly bytes: number; readonly sha256: string };

export type BundleMember = Stretch & {
  readonly name: string;
  /** The compressed frame that holds the member with its tar header and padding. */
  readonly packed: Stretch;
};

/** By what program files were made, so that two machines can be compared. */
export type CodeIdentity = {
  /** As the sources stand, or compiled: the two cannot be compared. */
  readonly form: 'source' | 'compiled';
  /** SHA-256 over everything that finds answers and judges them. */
  readonly graders: string;
  /** SHA-256 over everything that runs programs. */
  readonly sandbox: string;
};

/** `index.json`, the first member of a bundle. */
export type BundleIndex = {
  readonly format: 'eurus-eval bundle';
  readonly version: 1;
  /** The program that packed it. */
  readonly packed_by: { readonly eurus_eval: string; readonly code: CodeIdentity };
  /** What the run's own manifest says it was made by. */
  readonly run: {
    readonly eurus_eval: string;
    readonly model: string;
    /** SHA-256 of the data files, by `<benchmark>.<protocol>` and path. */
    readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly grader_versions: Readonly<Record<string, number>>;
    readonly environment: Manifest['environment'];
  };
  /** Sorted by name, as they follow in the file. */
  readonly members: readonly BundleMember[];
  /** The frame that ends the archive. */
  readonly end: Stretch;
  /** Everything behind the index. */
  readonly whole: Stretch;
};

/** An index from its text, or what is wrong with it in a few words. */
export const decodeIndex = (text: string): BundleIndex | string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isObject(value) || value.format !== 'eurus-eval bundle') return 'it is not that of a bundle';
  if (value.version !== 1)
    return `its version is ${String(value.version).slice(0, 20)}, expected 1: a newer eurus-eval made it`;
  const { members, end, whole, packed_by, run } = value;
  if (!Array.isArray(members) || !isStretch(end) || !isStretch(whole)) return 'a field is missing or damaged';
  if (!isPackedBy(packed_by) || !isObject(run) || typeof run.eurus_eval !== 'string')
    return 'a field is missing or damaged';
  const strange = members.find(member => !isMember(member));
  if (strange !== undefined)
    return `${JSON.stringify(strange).slice(0, 200)} is not a member that a bundle may have`;
  return problemOfNames(members.map(({ name }) => String(name))) ?? (value as BundleIndex);
};

const isStretch = (value: unknown): value is Stretch =>
  isObject(value) &&
  Number.isSafeInteger(value.bytes) &&
  Number(value.bytes) >= 0 &&
  typeof value.sha256 === 'string' &&
  /^[0-9a-f]{64}$/.test(value.sha256);

const isMember = (value: unknown): boolean =>
  isStretch(value) &&
  'name' in value &&
  typeof value.name === 'string' &&
  isMemberName(value.name) &&
  'packed' in value &&
  isStretch(value.packed);

const isPackedBy = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.eurus_eval === 'string' &&
  isObject(value.code) &&
  [value.code.form, value.code.graders, value.code.sandbox].every(text => typeof text === 'string');

/** Two names that some file system takes for one would overwrite each other. */
const problemOfNames = (names: readonly string[]): string | null => {
  if (new Set(names.map(name => name.toLowerCase())).size < names.length)
    return 'a member stands there twice';
  if (!names.includes('run.json')) return 'it has no run.json';
  return null;
};
