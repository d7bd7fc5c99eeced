import type { Place } from '../../record/index.ts';
import { type Dimension, noVerdict } from '../query.ts';
import { type Column, column, type Pool, pool } from './column.ts';

/** Where records stand, by row. */
export type Places = { readonly offset: Column; readonly length: Column; readonly line: Column };

export const places = (): Places => ({
  offset: column(Float64Array, -1),
  length: column(Uint32Array),
  line: column(Uint32Array),
});

export const setPlace = (to: Places, row: number, offset: number, length: number, line: number): void => {
  to.offset.set(row, offset);
  to.length.set(row, length);
  to.line.set(row, line);
};

export const placeAt = (from: Places, row: number): Place | null => {
  const offset = from.offset.get(row);
  return offset < 0 ? null : { offset, length: from.length.get(row), line: from.line.get(row) };
};

export type GraderColumns = {
  readonly verdict: Column;
  readonly extracted: (string | null)[];
  readonly reason: Column;
  readonly reasons: Pool;
  readonly places: Places;
  last: number;
};

export const graderColumns = (): GraderColumns => ({
  verdict: column(Uint8Array, noVerdict),
  extracted: [],
  reason: column(Int32Array, -1),
  reasons: pool(),
  places: places(),
  last: 0,
});

/** Samples of a task: those of its file in its order, behind them any that only other records name. */
export const sampleColumns = () => {
  const ids: string[] = [];
  const targets: (string | null)[] = [];
  const known = new Map<string, number>();
  const dimensions = new Map<string, { readonly values: Pool; readonly codes: Column }>();
  return {
    ids,
    targets,
    places: places(),
    find: (id: string) => known.get(id),
    add: (id: string): number => {
      const sample = known.get(id);
      if (sample !== undefined) return sample;
      known.set(id, ids.length);
      targets.push(null);
      return ids.push(id) - 1;
    },
    setGroup: (sample: number, name: string, value: string): void => {
      let dimension = dimensions.get(name);
      if (dimension === undefined) {
        dimension = { values: pool(), codes: column(Int32Array, -1) };
        dimensions.set(name, dimension);
      }
      dimension.codes.set(sample, dimension.values.codeOf(value));
    },
    dimensions: (): readonly Dimension[] =>
      [...dimensions].map(([name, { values, codes }]) => ({
        name,
        values: values.texts,
        codeOf: codes.values(),
      })),
  };
};
