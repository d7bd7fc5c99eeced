import { describe, expect, it } from 'vitest';
import { EurusError, type Feedback, noUsage, type Price } from '../../src/core/index.ts';
import { type CommentedTurn, type Critic, run } from '../../src/run/index.ts';
import {
  episodeOptions,
  lastOf,
  rightAnswer,
  scripted,
  solver,
  taskOf,
  turnOf,
  turnsFile,
} from './episode-play.ts';
import { turnsOf } from './fake-episodes.ts';
import { fakeBackend, generated } from './fakes.ts';
import { completionsFile, json, records } from './files.ts';

describe('stopping', () => {
  it('finishes the turn under way, keeps it, and goes on from there', async () => {
    const drain = new AbortController();
    const inner = solver(() => 4);
    const backend = fakeBackend(async request => {
      if (turnOf(request) === 2) drain.abort();
      return inner.generate(request);
    });
    const { options, sandbox } = await episodeOptions(3, { backend, drain: drain.signal, concurrency: 1 });
    expect(await run(options)).toMatchObject({ interrupted: true, completed: 0, missing: 3 });
    expect(await turnsOf(options.directory)).toEqual([
      's0 1 reply',
      's0 1 effect',
      's0 2 reply',
      's0 2 effect',
    ]);
    expect(await records(options.directory, completionsFile)).toEqual([]);
    expect(sandbox.open).toBe(0);
    const { drain: _, ...again } = options;
    const next = solver(() => 4);
    expect(await run({ ...again, backend: next })).toMatchObject({ completed: 3, unscored: 0 });
    expect(next.asked).toHaveLength(3 * 4 - 2);
  });

  it('drops at once what is under way, and keeps the turns before it', async () => {
    const abort = new AbortController();
    const backend = fakeBackend(async (request, signal) => {
      if (turnOf(request) === 3) abort.abort();
      signal?.throwIfAborted();
      return generated(`code: ${turnOf(request)}`);
    });
    const { options, sandbox } = await episodeOptions(1, { backend, abort: abort.signal });
    expect(await run(options)).toMatchObject({ interrupted: true, completed: 0 });
    expect(await turnsOf(options.directory)).toHaveLength(4);
    expect(sandbox.open).toBe(0);
  });
});

describe('a cell that the machine had no processor for', () => {
  it('is shown to no model: the episode stops before it, and goes on from there', async () => {
    const { options } = await episodeOptions(1, { backend: scripted(['code: 1', 'code: starve']) });
    expect(await run(options)).toMatchObject({ completed: 1, unscored: 1 });
    const [{ error } = { error: null }] = await records(options.directory, completionsFile);
    expect(error).toMatchObject({
      code: 'UNSCORED',
      message: 'turn 2: the machine had no processor for a cell',
    });
    const effects = (await turnsOf(options.directory)).filter(turn => turn.endsWith('effect'));
    expect(effects).toEqual(['s0 1 effect']);
    const again = await run({ ...options, backend: scripted(['', '', rightAnswer('s0')]) });
    expect(again).toMatchObject({ completed: 1, unscored: 0 });
  });
});

describe('a critic', () => {
  const feedback = (text: string): Feedback => ({
    ...{ model: 'fake/critic', text, latencyMs: 3 },
    usage: { ...noUsage, inputTokens: 7, outputTokens: 1 },
  });
  const criticOf = (
    comment: (turn: CommentedTurn) => Feedback | null,
  ): Critic & { seen: CommentedTurn[] } => {
    const seen: CommentedTurn[] = [];
    return {
      seen,
      identity: { backend: 'fake', model: 'critic', endpoint: 'http://127.0.0.1:2/v1', sees_gold: false },
      comment: async turn => {
        seen.push(turn);
        return comment(turn);
      },
    };
  };

  it('sees each turn that goes on, and is heard in the next', async () => {
    const critic = criticOf(({ standing }) => feedback(`comment ${standing.turn}`));
    const backend = scripted(['code: 1', 'answer: no', rightAnswer('s0')]);
    const { options } = await episodeOptions(1, { backend, critic });
    const { summary } = await run(options);
    expect(critic.seen.map(({ effect, standing }) => [effect.kind, standing])).toEqual([
      ['executed', { turn: 1, stepsLeft: 4, proposalsLeft: 2 }],
      ['judged', { turn: 2, stepsLeft: 3, proposalsLeft: 1 }],
    ]);
    expect(critic.seen[1]?.dialogue.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(lastOf(backend.requests[1] ?? never())).toContain('; comment 1');
    expect((await records(options.directory, turnsFile))[1]).toMatchObject({
      feedback: { model: 'fake/critic', text: 'comment 1', usage: { input_tokens: 7 }, latency_ms: 3 },
    });
    // What a critic reads and writes are no tokens of the model's.
    expect(summary.cells[0]?.tokens).toMatchObject({ input: 30, output: 15 });
    expect((await json<Manifested>(options.directory, 'run.json')).benchmarks['b.cot']?.interaction).toEqual({
      ...{ max_steps: 5, max_proposals: 2, judge: 'said', version: 1 },
      critique: critic.identity,
    });
  });

  it('may have nothing to say', async () => {
    const backend = scripted(['code: 1', rightAnswer('s0')]);
    const { options } = await episodeOptions(1, { backend, critic: criticOf(() => null) });
    await run(options);
    expect(lastOf(backend.requests[1] ?? never())).toBe('Out[1]: tools 1; 4 steps and 2 proposals left');
    expect((await records(options.directory, turnsFile))[1]).not.toHaveProperty('feedback');
  });

  it('stops the episode when it fails, which goes on from that turn', async () => {
    const away = criticOf(() => {
      throw new EurusError('ENDPOINT_UNREACHABLE', 'nobody is there');
    });
    const { options } = await episodeOptions(1, { backend: solver(() => 3), critic: away });
    expect((await run(options)).warnings).toEqual([
      '1 episode was stopped (ENDPOINT_UNREACHABLE), for example: turn 1: the critic: nobody is there',
    ]);
    expect(await turnsOf(options.directory)).toEqual(['s0 1 reply']);
    const backend = solver(() => 3);
    const critic = criticOf(() => feedback('go on'));
    expect(await run({ ...options, backend, critic })).toMatchObject({ unscored: 0 });
    expect(backend.requests.map(turnOf)).toEqual([2, 3]);
  });

  it('is part of the run: with another the directory is refused', async () => {
    const { options } = await episodeOptions(1, { backend: solver(() => 2), critic: criticOf(() => null) });
    await run(options);
    const { critic: _, ...without } = options;
    const refused = { code: 'RUN_MISMATCH', message: expect.stringContaining('it differs in critic') };
    await expect(run(without)).rejects.toMatchObject(refused);
  });
});

describe('a run of episodes with a budget', () => {
  /** 10 tokens in and 5 out a turn: 15 units. */
  const price: Price = { input: 1e6, output: 1e6, cachedInput: null, reasoning: null, currency: 'USD' };

  it('counts every turn, and lets an episode that has begun come to its end', async () => {
    const backend = solver(() => 4);
    const { options } = await episodeOptions(20, { backend, price, maxCost: 4 * 15 * 5 });
    const result = await run(options);
    expect(result.completed).toBe(5);
    expect(result.budget).toMatchObject({ end: 'spent', spent: { amount: 4 * 15 * 5, priced: 5 } });
    expect(backend.asked).toHaveLength(20);
  });

  it('knows what episodes have cost that were left in the middle, once', async () => {
    const drain = new AbortController();
    const stops = fakeBackend(async request => {
      if (turnOf(request) === 3) drain.abort();
      return generated('code: 1');
    });
    const { options } = await episodeOptions(4, { backend: stops, drain: drain.signal, concurrency: 1 });
    await run({ ...options, price, maxCost: 1000 });
    const { drain: _, ...again } = options;
    const backend = solver(() => 4);
    const result = await run({ ...again, backend, price, maxCost: 2 * 4 * 15 });
    expect(result.budget).toMatchObject({ spent: { amount: 2 * 4 * 15, priced: 2, partly: 0 } });
    expect(backend.asked).toHaveLength(1 + 4);
  });

  it('shows what turns cost as they come', async () => {
    const costs: number[] = [];
    const { options } = await episodeOptions(1, { backend: solver(() => 3), price });
    await run({ ...options, onProgress: ({ cost }) => costs.push(cost?.amount ?? 0) });
    expect([...new Set(costs)]).toEqual([0, 15, 30, 45]);
  });
});

describe('answers of other runs', () => {
  it('are not taken for episodes, and a line says so', async () => {
    const { options } = await episodeOptions(2, { backend: solver(() => 2) });
    await run(options);
    const said: string[] = [];
    const { options: other } = await episodeOptions(2, { backend: solver(() => 2) });
    const backend = solver(() => 2);
    await run({ ...other, backend, reuse: [options.directory], onNotice: line => said.push(line) });
    expect(said).toEqual(['b.cot is asked over several turns: --reuse takes nothing for it.']);
    expect(backend.asked).toHaveLength(4);
  });
});

describe('more of a run of episodes', () => {
  it('adds samples and trials, and keeps what is there', async () => {
    const backend = solver(() => 2);
    const limit = { from: 0, to: 2 };
    const { options } = await episodeOptions(5, { backend, selection: { trials: 1, limit, ids: null } });
    await run(options);
    expect(backend.asked).toHaveLength(4);
    await run({ ...options, selection: { trials: 2, limit: null, ids: null }, tasks: [taskOf(5)] });
    expect(backend.asked).toHaveLength(20);
  });
});

type Manifested = { readonly benchmarks: Readonly<Record<string, { readonly interaction?: unknown }>> };

const never = (): never => {
  throw new Error('it is not there');
};
