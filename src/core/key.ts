declare const keyBrand: unique symbol;

/** Joins every record of one trial of one sample, e.g. `svamp.pot/chal-17/0`. Compared, never parsed. */
export type Key = string & { readonly [keyBrand]: true };

/** Names one trial. Its four parts travel beside it in every record. */
export type Address = {
  readonly key: Key;
  readonly benchmark: string;
  readonly protocol: string;
  readonly id: string;
  /** Which repetition of the sample, from 0. */
  readonly trial: number;
};

/** The address of a trial. `protocol` is the full protocol name, profile included. */
export const addressOf = (benchmark: string, protocol: string, id: string, trial: number): Address => ({
  key: `${benchmark}.${protocol}/${id}/${trial}` as Key,
  benchmark,
  protocol,
  id,
  trial,
});
