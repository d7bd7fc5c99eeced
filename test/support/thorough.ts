/**
 * Whether everything is proved at full length: in CI, and where `EURUS_TEST_THOROUGH=1` asks for it.
 * `EURUS_TEST_THOROUGH=0` keeps CI short too.
 */
export const isThorough = (process.env.EURUS_TEST_THOROUGH ?? (process.env.CI ? '1' : '0')) === '1';

/**
 * The one place that says how much of a repeated proof runs: `usual` while somebody works, `thorough` in
 * CI. What is left out must only be more of the same – further rounds, rows, fixtures beside a package –
 * never a fact of its own.
 */
export const rounds = <T>(of: { readonly usual: T; readonly thorough: T }): T =>
  isThorough ? of.thorough : of.usual;

/** In a thorough run all of them, else every `step`-th, from the first. */
export const everyNth = <T>(step: number, all: readonly T[]): readonly T[] =>
  isThorough ? all : all.filter((_, index) => index % step === 0);
