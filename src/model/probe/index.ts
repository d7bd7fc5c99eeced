import type { Backend } from '../../core/index.ts';
import { probeAnswer, probeLogprobs, probeOther, probePrefill, probeSeed, probeStop } from './probes.ts';
import { createAsk, type ProbeFinding } from './probing.ts';
import { probeTrials } from './trials.ts';

export type { ProbeFinding } from './probing.ts';

export type ProbeOptions = {
  readonly backend: Backend;
  /** The same endpoint with another API, or streamed. */
  readonly open: (changes: {
    readonly api?: 'chat' | 'completions';
    readonly stream?: boolean;
  }) => Promise<Backend>;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  readonly stop?: AbortSignal | undefined;
};

export type ProbeReport = {
  readonly findings: readonly ProbeFinding[];
  /** What to add to a command line. */
  readonly flags: readonly string[];
};

/** Most requests of a probing, beside one for several answers; each asks for a few tokens. */
const most = 16;

/** Finds out what an endpoint honours by tiny requests, one at a time. Never throws for what the server does. */
export const probeEndpoint = async ({
  backend,
  open,
  timeoutMs,
  stop,
}: ProbeOptions): Promise<ProbeReport> => {
  const ask = createAsk(backend, { timeoutMs, most }, stop);
  const { api } = backend;
  const other = api === 'chat' ? 'completions' : 'chat';
  const answer = await probeAnswer(ask);
  const { finding: prefill, way } = await probePrefill(backend, ask);
  const seed = await probeSeed(ask);
  const trials = await probeTrials(backend, timeoutMs, stop);
  const stops = await probeStop(ask);
  const logprobs = await probeLogprobs(ask);
  const otherApi = await probeOther(`${other} API`, () => open({ api: other }), ask);
  const streamed = await probeOther('streaming', () => open({ stream: true }), ask);
  // Several answers to one request come whole, never as a stream: it is one or the other.
  const either = streamed.state === 'works' && trials.state === 'works';
  const streaming = either
    ? { ...streamed, seen: `${streamed.seen}; with --stream each trial is a request of its own (no n)` }
    : streamed;
  const flags = [
    ...(api === 'replay' ? [] : ['--api', api]),
    ...(way === 'text' ? [] : ['--prefill', way ?? (prefill.state === 'no' ? 'none' : 'auto')]),
    ...(streamed.state === 'works' && !either ? ['--stream'] : []),
  ];
  return { findings: [...answer, prefill, seed, trials, ...stops, logprobs, otherApi, streaming], flags };
};
