import type { Answer, ScriptedAnswer, ScriptedRequest } from './answer.ts';

/** Ways in which servers fail, as they are seen in front of and behind gateways. */
export type FaultWay =
  | 'throttled'
  | 'internal-error'
  | 'unavailable'
  | 'reset'
  | 'cut'
  | 'html-page'
  | 'no-choices'
  | 'invalid-utf8'
  | 'wrong-content-type'
  | 'stalled';

export type FaultOptions = {
  /** Share of the tries that fail, 0 to 1. */
  readonly rate: number;
  /** All of them when left out; they take turns. */
  readonly ways?: readonly FaultWay[];
  /** Chooses which tries fail; the same seed fails the same ones. */
  readonly seed?: number;
};

export type FaultyAnswer = Answer & {
  /** How often each way was taken so far. */
  readonly taken: ReadonlyMap<FaultWay, number>;
};

/** Makes some tries of a scripted model fail, in rotating ways. */
export const withFaults = (
  answer: Answer,
  { rate, ways = faultWays, seed = 0 }: FaultOptions,
): FaultyAnswer => {
  const random = createRandom(seed);
  const taken = new Map<FaultWay, number>();
  let turn = 0;
  const faulty = (request: ScriptedRequest): ReturnType<Answer> => {
    // A try fails as a whole, before its first choice.
    const way = request.choice === 0 && random() < rate ? ways[turn++ % ways.length] : undefined;
    if (way === undefined) return answer(request);
    taken.set(way, (taken.get(way) ?? 0) + 1);
    return faults[way](request);
  };
  return Object.assign(faulty, { taken });
};

const said = 'A piece of an answer that nobody is to read, since the rest of it never comes.';

const faults: Readonly<Record<FaultWay, (request: ScriptedRequest) => ScriptedAnswer>> = {
  throttled: () => ({
    status: 429,
    headers: { 'retry-after': '0' },
    body: { error: { message: 'too many requests' } },
  }),
  'internal-error': () => ({ status: 500, body: { error: { message: 'CUDA error: unspecified' } } }),
  unavailable: () => ({ status: 503, body: 'no worker is there' }),
  reset: () => ({ fault: 'reset' }),
  cut: () => ({ fault: 'truncate', text: said }),
  'html-page': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: page }),
  'no-choices': request => answerOf(request, JSON.stringify({ model: request.model, choices: [] })),
  'invalid-utf8': request => {
    const part = { role: 'assistant', content: 'caf\u00e9' };
    const choice = { index: 0, ...(request.stream ? { delta: part } : { message: part }) };
    return answerOf(
      request,
      JSON.stringify({ choices: [{ ...choice, text: 'caf\u00e9', finish_reason: 'stop' }] }),
    );
  },
  'wrong-content-type': () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: said }),
  stalled: () => ({ fault: 'stall' }),
};

export const faultWays = Object.keys(faults) as readonly FaultWay[];

const page = '<!doctype html><html><title>Bad gateway</title><h1>Please try again</h1></html>';

/** A document or a stream of one event, in a character set that is not the one of JSON. */
const answerOf = ({ stream }: ScriptedRequest, json: string): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': stream ? 'text/event-stream' : 'application/json' },
  body: Buffer.from(stream ? `data: ${json}\n\ndata: [DONE]\n\n` : json, 'latin1'),
});

/** Numbers from 0 to below 1 that look like chance and are the same for the same seed (a multiplicative generator). */
const createRandom = (seed: number): (() => number) => {
  const modulus = 2 ** 31 - 1;
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1;
  const next = (): number => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
  // The first numbers of small seeds are small.
  for (let skipped = 0; skipped < 8; skipped++) next();
  return next;
};
