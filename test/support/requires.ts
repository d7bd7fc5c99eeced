import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Root of the checkout, with a trailing separator. */
export const projectRoot = root;

/** The data directory that tests read: `EURUS_DATA_DIR`, else the folder beside the checkout. */
export const dataDirectory =
  process.env.EURUS_DATA_DIR ?? fileURLToPath(new URL('../../../shared/data/benchmarks', import.meta.url));

/** Recorded outputs of real models, beside the data directory. */
export const outputsDirectory = fileURLToPath(new URL('../../../shared/data/outputs', import.meta.url));

/**
 * A `describe` that needs something from outside the repository. Where it is missing the tests are
 * skipped and say what to install; in CI they run, and fail, because a skip there hides a hole.
 */
export const describeWith = (need: string, present: boolean) => {
  if (present || process.env.CI) return describe;
  process.stderr.write(`SKIPPED: tests that need ${need}\n`);
  return describe.skip;
};

/** Tests over the real benchmark files. */
export const describeWithData = describeWith(
  `the benchmark files in ${dataDirectory} (run "eurus-eval data pull" and set EURUS_DATA_DIR)`,
  existsSync(dataDirectory),
);

/** Tests over recorded model outputs. */
export const describeWithOutputs = describeWith(
  `recorded model outputs in ${outputsDirectory}`,
  existsSync(outputsDirectory),
);
