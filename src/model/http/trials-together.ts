import {
  type CallContext,
  EurusError,
  type Generated,
  type GenerateRequest,
  type Key,
  shareUsage,
  type TrialsTogether,
} from '../../core/index.ts';
import type { Answer, Choices } from './answer.ts';

/** More in one request would be lost with it, and hold its place for long. */
export const mostTogether = 16;

/** What came of a request for several answers. */
export type Drawn = {
  readonly choices: Choices;
  /** What they have in common: how long it took, and which of several servers answered. */
  readonly sent: { readonly latencyMs: number; readonly endpoint?: string };
  readonly retries: number;
  /** The server answered only once it was asked for a single answer. */
  readonly refused: boolean;
};

type Drawing = {
  /** Most answers to one request. */
  readonly most: number;
  /** Asks for `count` answers to a request. */
  draw(request: GenerateRequest, count: number, context: CallContext): Promise<Drawn>;
  toGenerated(request: GenerateRequest, answer: Answer, sent: Drawn['sent'], retries: number): Generated;
};

/**
 * Learns from what comes back: a server that refuses to give several answers, or gives fewer than were asked for, is not
 * asked for several again.
 */
export const createTrialsTogether = ({ most, draw, toGenerated }: Drawing): TrialsTogether => {
  let [able, proven] = [true, false];
  return {
    most: () => (able ? most : 1),
    generate: async (requests, context = {}) => {
      const [first] = requests;
      if (first === undefined) return new Map();
      let drawn: Drawn;
      try {
        drawn = await draw(first, requests.length, context);
      } catch (error) {
        // A server that has never given several may fail because it is asked for them.
        if (proven || !(error instanceof EurusError) || error.code !== 'ENDPOINT_FAILED') throw error;
        able = false;
        return new Map();
      }
      const { choices, refused, sent, retries } = drawn;
      if (choices.all && !refused) proven = true;
      else able = false;
      const kept = requests.flatMap((request, place) => {
        const answer = choices.answers[place];
        return answer ? [{ request, answer }] : [];
      });
      const usages = kept[0] === undefined ? [] : shareUsage(kept[0].answer.usage, kept.length);
      return new Map<Key, Generated>(
        kept.map(({ request, answer }, place) => {
          const usage = usages[place] ?? answer.usage;
          // They are those of the one request.
          const tried = place === 0 ? retries : 0;
          return [request.key, toGenerated(request, { ...answer, usage }, sent, tried)];
        }),
      );
    },
  };
};
