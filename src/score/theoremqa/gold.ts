import type { Sample } from '../../core/index.ts';

/** A gold answer with the type that its data set declares. */
export type TypedGold =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'option'; readonly value: string }
  | { readonly type: 'integer' | 'float'; readonly value: number }
  | { readonly type: 'list of integer' | 'list of float'; readonly value: readonly number[] };

/** A sample whose target has a type. */
export type TypedSample = Sample & { readonly gold: TypedGold };

/** How far a decimal may be from the gold, as a part of the gold. */
export const relativeTolerance = 0.04;

/** Within the tolerance, its ends included, computed as the scripts do: 0.52 is near 0.5. */
export const isNear = (value: number, gold: number): boolean => {
  const tolerance = Math.abs(gold) * relativeTolerance;
  return Number.isFinite(value) && value >= gold - tolerance && value <= gold + tolerance;
};

/** The gold as a reason shows it. */
export const goldText = ({ value }: TypedGold): string => JSON.stringify(value);
