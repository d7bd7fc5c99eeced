/** What `doctor` found out about one thing. */
export type Finding = {
  readonly what: string;
  /** `no` and `unclear`: of what an endpoint may do or not; nothing is broken. */
  readonly state: 'works' | 'missing' | 'fails' | 'no' | 'unclear';
  readonly detail: string;
  /** What to do about it; empty when nothing. */
  readonly advice: string;
};
