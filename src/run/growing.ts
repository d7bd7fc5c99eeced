type Numbers = Uint32Array | Float64Array;

/** An array of numbers that gets longer as it is written to; 0 where nothing was. */
export const growingNumbers = <T extends Numbers>(Kind: new (length: number) => T) => {
  let values = new Kind(1024);
  let length = 0;
  return {
    set: (index: number, value: number): void => {
      if (index >= values.length) {
        const longer = new Kind(Math.max(index + 1, 2 * values.length));
        longer.set(values);
        values = longer;
      }
      values[index] = value;
      length = Math.max(length, index + 1);
    },
    at: (index: number): number => values[index] ?? 0,
    /** A view of all of them; good until the next `set`. */
    values: () => values.subarray(0, length),
  };
};
