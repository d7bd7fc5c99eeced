import {
  addressOf,
  type Backend,
  EurusError,
  type Generated,
  type Generation,
  messageOf,
  oneLine,
  type PrefillWay,
  type Prompt,
} from '../../core/index.ts';

/** What one capability of an endpoint turned out to be. */
export type ProbeFinding = {
  readonly capability: string;
  readonly state: 'works' | 'no' | 'unclear';
  /** What was seen, fit to be shown. */
  readonly seen: string;
};

export type Question = Partial<Generation> & {
  readonly prompt: Prompt;
  readonly seed?: number;
  readonly prefillWay?: PrefillWay;
};

/** `refused`: by the server, for good; `failed`: no answer in time, or none that can be read. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Generated }
  | { readonly kind: 'refused' | 'failed'; readonly why: string };

/** Asks one tiny question. */
export type Ask = (question: Question, backend?: Backend) => Promise<Reply>;

/** Most characters of what a server said. */
export const maxSeen = 90;

/** Text of a server in quotation marks, short. */
export const quote = (text: string): string => `"${oneLine(text, 48)}"`;

/**
 * Asks one question after another, each with its own limit of time, and no more of them than `most`.
 * @param stop the user's wish to stop
 */
export const createAsk = (
  usual: Backend,
  limits: { readonly timeoutMs: number; readonly most: number },
  stop?: AbortSignal,
): Ask => {
  let asked = 0;
  return async ({ prompt, seed = null, prefillWay, ...given }, backend = usual) => {
    if (asked >= limits.most) return { kind: 'failed', why: 'not tried: enough was asked' };
    asked += 1;
    const patience = AbortSignal.timeout(limits.timeoutMs);
    const signal = stop === undefined ? patience : AbortSignal.any([patience, stop]);
    try {
      const answer = await backend.generate(
        {
          ...addressOf('doctor', 'probe', String(asked), 0),
          prompt,
          generation: { maxTokens: 16, temperature: 0, topP: 1, stop: [], ...given },
          seed,
          ...(prefillWay === undefined ? {} : { prefillWay }),
        },
        { signal },
      );
      return { kind: 'answer', answer };
    } catch (error) {
      if (patience.aborted) return { kind: 'failed', why: `no answer in ${limits.timeoutMs / 1000} s` };
      const refused =
        error instanceof EurusError && (error.code === 'ENDPOINT_REFUSED' || error.code === 'BACKEND_CANNOT');
      return { kind: refused ? 'refused' : 'failed', why: oneLine(messageOf(error), maxSeen) };
    }
  };
};

/** A finding for what was not answered. */
export const unanswered = (capability: string, reply: Exclude<Reply, { kind: 'answer' }>): ProbeFinding => ({
  capability,
  state: reply.kind === 'refused' ? 'no' : 'unclear',
  seen: reply.kind === 'refused' ? `refused: ${reply.why}` : reply.why,
});
