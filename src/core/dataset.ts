/** One upstream file of a benchmark: a fact to check bytes against, and where to fetch it. */
export type DataFile = {
  /** Path in the data directory: `<benchmark>/<upstream file name>`. */
  readonly path: string;
  readonly url: string;
  /** SHA-256, lower-case hex, of the upstream bytes (before any gzip of ours). */
  readonly sha256: string;
  /** Size of the upstream file in bytes. */
  readonly bytes: number;
  /** Upstream repository, e.g. `openai/human-eval`. */
  readonly source: string;
  /** SPDX id of the repository's licence, or `unstated`. */
  readonly licence: string;
  /** Where the file is on this machine, for one that lies beside its adapter and not in the data directory. */
  readonly local?: string;
  /**
   * An archive (tar, with or without gzip) by its path in the data directory, which may hold the file instead, as a
   * member named by `path`. Only how the data is stored: it has no address and no checksum of its own.
   */
  readonly archive?: string;
};

/** A raw record of a data file. Fields are read with the typed readers of the dataset room. */
export type Row = {
  /** Path of the file the row came from, as it is named to the user. */
  readonly file: string;
  /** Row number from 0 within its file (and so, mostly, within the split). */
  readonly index: number;
  /** Line number from 1 where the row starts, or null where the format has no useful lines. */
  readonly line: number | null;
  readonly value: unknown;
};

/** Opens verified data files; handed to datasets, so that they never touch the disk themselves. */
export type DataSource = {
  /** True for a data directory with the whole upstream files; false for the few rows this package ships. */
  readonly complete: boolean;
  /** False only in an incomplete source: datasets pass over files that it does not hold. */
  has(file: DataFile): boolean;
  /**
   * The upstream bytes of a file, in chunks.
   * @throws EurusError `DATA_MISSING` | `DATA_CORRUPT`
   */
  open(file: DataFile): AsyncIterable<Uint8Array>;
  /** How a file is named to the user: the path that is, or would be, opened. */
  nameOf(file: DataFile): string;
};

/** The rows of one split, from one or more files. */
export type Dataset = {
  /** Every file that `rows` opens. */
  readonly files: readonly DataFile[];
  /** How many rows there must be when the source is complete. */
  readonly count: number;
  rows(source: DataSource): AsyncIterable<Row>;
};
