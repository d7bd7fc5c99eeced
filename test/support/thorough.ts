/**
 * How much of each repeated proof runs: `usual` while somebody works, `thorough` in CI (`EURUS_TEST_THOROUGH=0` keeps it
 * short there too), and the `whole` of it where `EURUS_TEST_THOROUGH=1` asks for that.
 */
type Length = 'usual' | 'thorough' | 'whole';

const lengthAsked = (asked: string | undefined): Length => {
  if (asked === '1') return 'whole';
  return asked === undefined && process.env.CI ? 'thorough' : 'usual';
};

export const length: Length = lengthAsked(process.env.EURUS_TEST_THOROUGH);

/** Whether more is proved than while somebody works. */
export const isThorough = length !== 'usual';

/**
 * The one place that says how much of a repeated proof runs. What is left out must only be more of the same – further
 * rounds, rows, fixtures beside a package – never a fact of its own.
 */
export const rounds = <T>(of: { readonly usual: T; readonly thorough: T; readonly whole?: T }): T => {
  if (length === 'usual') return of.usual;
  return length === 'whole' ? (of.whole ?? of.thorough) : of.thorough;
};

/** All of them in a whole run, every `thorough`-th (default each) in CI, else every `usual`-th; always the first. */
export const everyNth = <T>(usual: number, all: readonly T[], thorough = 1): readonly T[] => {
  const step = rounds({ usual, thorough, whole: 1 });
  return all.filter((_, index) => index % step === 0);
};
