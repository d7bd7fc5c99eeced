/**
 * One of several servers of the same model.
 * `there`: it was asked and may be used; `away`: it did not answer, and may come back; `excluded`: it answers and is not
 * one of them (another model, another API, another key); `unknown`: nobody has asked.
 */
export type Replica = {
  /** Its address as given, without secrets: names it in files. */
  readonly url: string;
  /** Above 0; what it gets of the requests, beside the others. */
  readonly weight: number;
  /** As the check before the first request has found it. */
  standing(): ReplicaStanding;
};

export type ReplicaStanding =
  | { readonly is: 'unknown' | 'there' }
  | { readonly is: 'away' | 'excluded'; readonly why: string };

/** What stands for the address of a server where there are several. */
export const severalEndpoints = 'several';
