/** One thing that was looked at. */
export type Finding = {
  readonly what: string;
  /** `note`: right as far as it goes, with something to know. */
  readonly state: 'ok' | 'wrong' | 'note';
  readonly detail: string;
};

export const wrong = (what: string, detail: string): Finding => ({ what, state: 'wrong', detail });
