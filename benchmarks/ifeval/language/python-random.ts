/** What langdetect draws from: the numbers of Python's `random.Random(seed)`. */
export type PythonRandom = {
  /** `gauss(0, 1)`. */
  gauss(): number;
  /** A place in a list of that length, as `choice` takes it. */
  below(length: number): number;
};

const size = 624;

/** Python's generator (MT19937, seeded by one word), as far as langdetect uses it. */
export const pythonRandom = (seed: number): PythonRandom => {
  const state = seeded(seed);
  let at = size;
  let spare: number | null = null;
  const word = (): number => {
    if (at === size) {
      refill(state);
      at = 0;
    }
    let y = state[at++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const fraction = (): number => {
    const high = word() >>> 5;
    return (high * 67108864 + (word() >>> 6)) / 9007199254740992;
  };
  return {
    gauss: () => {
      if (spare !== null) {
        const kept = spare;
        spare = null;
        return kept;
      }
      const angle = fraction() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - fraction()));
      spare = Math.sin(angle) * radius;
      return Math.cos(angle) * radius;
    },
    below: length => {
      const bits = 32 - Math.clz32(length);
      let drawn = word() >>> (32 - bits);
      while (drawn >= length) drawn = word() >>> (32 - bits);
      return drawn;
    },
  };
};

/** `init_by_array` with a single word. */
const seeded = (seed: number): Uint32Array => {
  const state = new Uint32Array(size);
  state[0] = 19650218;
  const mixed = (index: number, factor: number): number => {
    const before = state[index - 1] ?? 0;
    return (state[index] ?? 0) ^ Math.imul(before ^ (before >>> 30), factor);
  };
  for (let i = 1; i < size; i += 1) {
    const before = state[i - 1] ?? 0;
    state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
  }
  let i = 1;
  const step = (): void => {
    i += 1;
    if (i < size) return;
    state[0] = state[size - 1] ?? 0;
    i = 1;
  };
  for (let k = 0; k < size; k += 1) {
    state[i] = mixed(i, 1664525) + seed;
    step();
  }
  for (let k = 1; k < size; k += 1) {
    state[i] = mixed(i, 1566083941) - i;
    step();
  }
  state[0] = 0x80000000;
  return state;
};

const refill = (state: Uint32Array): void => {
  for (let i = 0; i < size; i += 1) {
    const y = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % size] ?? 0) & 0x7fffffff);
    state[i] = (state[(i + 397) % size] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
};
