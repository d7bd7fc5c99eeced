import type { Rewarded, RewardKind, ToReward } from '../../core/index.ts';

/** The numbers of a request's answers by their place; or a problem of the document as a whole. */
export type Readings = readonly Rewarded[];

/** An API that gives rewards, as far as it differs from others. Pure: no network, no key. */
export type RewardEndpoint = {
  readonly kind: RewardKind;
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  /** Most answers of one request. */
  readonly most: number;
  /** True where all answers of a request are to one question. */
  readonly oneQuestion?: true;
  body(batch: readonly ToReward[]): Readonly<Record<string, unknown>>;
  /**
   * What the server said of as many answers as were asked about. Never fewer or more: a document that has another number
   * of them is a failure of each.
   * @throws EurusError `BACKEND_CANNOT` for what no answer can be read from with these settings
   */
  read(value: unknown, count: number): Readings;
};

/** What every endpoint is made from. */
export type EndpointContext = {
  readonly model: string;
  readonly provider: string;
  readonly batchSize: number;
};
