type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** Numbers by row, in an array that grows with them. */
export type Column = {
  /** May be longer than what was set. */
  values(): Numbers;
  get(row: number): number;
  set(row: number, value: number): void;
};

/** @param empty what rows hold that nothing was set for */
export const column = <N extends Numbers>(type: new (length: number) => N, empty = 0): Column => {
  const fresh = (length: number): N => {
    const array = new type(length);
    if (empty !== 0) array.fill(empty);
    return array;
  };
  let values = fresh(1024);
  return {
    values: () => values,
    get: row => values[row] ?? empty,
    set: (row, value) => {
      if (row >= values.length) {
        const larger = fresh(2 ** Math.ceil(Math.log2(row + 1)));
        larger.set(values);
        values = larger;
      }
      values[row] = value;
    },
  };
};

/** Texts that many rows share, each kept once. */
export type Pool = {
  readonly texts: readonly string[];
  /** Where a text stands in `texts`. */
  codeOf(text: string): number;
};

export const pool = (): Pool => {
  const texts: string[] = [];
  const codes = new Map<string, number>();
  return {
    texts,
    codeOf: text => {
      const known = codes.get(text);
      if (known !== undefined) return known;
      codes.set(text, texts.length);
      texts.push(text);
      return texts.length - 1;
    },
  };
};
