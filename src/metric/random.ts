/** A seeded stream of pseudo-random numbers: the same seed gives the same numbers on every machine. */
export type Random = {
  /** An integer from 0 to 2³² − 1, each equally likely. */
  nextUint32(): number;
  /** An integer from 0 to n − 1, each equally likely; `n` is an integer from 1 to 2³². */
  below(n: number): number;
  /** A number from 0 (included) to 1 (excluded), of 32 random bits. */
  nextFraction(): number;
};

const two32 = 2 ** 32;

/**
 * xoshiro128** 1.1 of Blackman and Vigna (public domain, https://prng.di.unimi.it/xoshiro128starstar.c): 128 bits of
 * state, period 2¹²⁸ − 1. For statistics, not for secrets. Its state is filled from the seed's text through FNV-1a and
 * the finaliser of MurmurHash3 (both public domain), so that seeds that differ little give unrelated streams.
 */
export const createRandom = (seed: string | number): Random => {
  let [a, b, c, d] = stateOf(String(seed));
  const nextUint32 = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  return {
    nextUint32,
    // What would make small numbers likelier is drawn again.
    below: n => {
      const limit = two32 - (two32 % n);
      let drawn = nextUint32();
      while (drawn >= limit) drawn = nextUint32();
      return drawn % n;
    },
    nextFraction: () => nextUint32() / two32,
  };
};

const rotated = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

const stateOf = (seed: string): [number, number, number, number] => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(seed)) hash = Math.imul(hash ^ byte, 0x01000193);
  const next = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
  // Four values of a bijection at four different points: never all zero.
  return [next(), next(), next(), next()];
};
