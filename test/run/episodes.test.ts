import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import { episodeOptions, lastOf, saidFile, scripted, solver, taskOf } from './episode-play.ts';
import { fakeInteraction, fakeSessions, turnsOf, turnsProtocol } from './fake-episodes.ts';
import { fakeBackend, generated, noSandbox } from './fakes.ts';
import { completionsFile, records } from './files.ts';

const right = 'answer: answer 0';

const play = async (lines: readonly string[], protocol = turnsProtocol()) => {
  const backend = scripted(lines);
  const { options, sandbox } = await episodeOptions(1, { backend }, protocol);
  const result = await run(options);
  const [completion] = await records(options.directory, completionsFile);
  const [verdict] = await records(options.directory, saidFile);
  return { options, result, backend, sandbox, completion, verdict };
};

describe('an episode', () => {
  it.each([
    ['ends with a proposal that is right', ['code: 1', right], 'solved', 2, 'correct', 2],
    ['ends with its last proposal', ['answer: a', 'answer: b'], 'max-proposals', 2, 'incorrect', 2],
    [
      'counts an empty proposal where it spends one',
      ['empty', 'answer: b'],
      'max-proposals',
      2,
      'incorrect',
      2,
    ],
    ['ends with its last turn', ['x', 'code: 1', 'x', 'x', 'x'], 'max-steps', 5, 'no-answer', undefined],
    ['is solved by its last turn', ['x', 'x', 'x', 'x', right], 'solved', 5, 'correct', 5],
    ['is judged by its last proposal', ['answer: a', 'x', 'x', 'x', 'x'], 'max-steps', 5, 'incorrect', 1],
  ])('%s', async (_name, lines, ended, turns, verdict, turn) => {
    const played = await play(lines);
    expect(played.completion?.episode).toMatchObject({ ended, turns });
    expect(played.completion?.text).toBe(lines.at(-1));
    expect(played.verdict).toMatchObject({ verdict, ...(turn === undefined ? {} : { turn }) });
    expect(played.backend.asked).toHaveLength(turns);
    expect(await turnsOf(played.options.directory)).toHaveLength(2 * turns);
    expect(played.sandbox.open).toBe(0);
  });

  it('shows the model what came of its replies', async () => {
    const { backend } = await play(['code: 1', 'code: 2', right]);
    const last = backend.requests.at(-1)?.prompt;
    expect(last?.kind === 'chat' ? last.messages.map(({ content }) => content) : []).toEqual([
      'question 0',
      'code: 1',
      'Out[1]: tools 1; 4 steps and 2 proposals left',
      'code: 2',
      'Out[2]: tools 1 2; 3 steps and 2 proposals left',
    ]);
  });

  it('sums up tokens and time of its turns', async () => {
    const { completion, result } = await play(['code: 1', right]);
    expect(completion).toMatchObject({ usage: { input_tokens: 20, output_tokens: 10 }, latency_ms: 4 });
    expect(result.summary.cells[0]?.tokens).toMatchObject({ input: 20, output: 10 });
  });

  it('runs our own cells again after an interpreter was lost', async () => {
    const { backend } = await play(['code: 1', 'code: hang', 'code: 2', right]);
    expect(lastOf(backend.requests.at(-1) ?? never())).toMatch(/^Out\[3\]: tools 2;/);
  });

  it('keeps of a reply what the interaction makes of it', async () => {
    const interaction = fakeInteraction({ keep: reply => `kept ${reply}` });
    const { backend } = await play(['x', right], turnsProtocol(interaction));
    const last = backend.requests.at(-1)?.prompt;
    expect(last?.kind === 'chat' ? last.messages[1]?.content : '').toBe('kept x');
  });

  it('says how an episode without a proposal ended', async () => {
    const { verdict } = await play(['x', 'x', 'x', 'x', 'x']);
    expect(verdict?.reason).toBe('5 turns, no proposal; ended at max-steps');
  });

  it('gives within@k for each turn', async () => {
    const { result } = await play(['x', right]);
    const metrics = result.summary.cells[0]?.metrics ?? {};
    expect([1, 2, 3, 4, 5].map(k => metrics[`within@${k}`]?.value)).toEqual([0, 1, 1, 1, 1]);
  });

  it('has no start put into the mouth of the model', async () => {
    const protocol = turnsProtocol(fakeInteraction(), {
      prompt: ({ input }) => ({ kind: 'chat', messages: [{ role: 'user', content: input }], prefill: 'So' }),
    });
    const { backend } = await play([right], protocol);
    expect(backend.requests[0]?.prompt).not.toHaveProperty('prefill');
  });

  it('keeps a long observation short, and says how much it lacks', async () => {
    const interaction = fakeInteraction({ observe: () => 'x'.repeat(70_000) });
    const { backend } = await play(['x', right], turnsProtocol(interaction));
    const message = lastOf(backend.requests.at(-1) ?? never());
    expect(message.length).toBeLessThan(66_000);
    expect(message).toContain('… (4464 more characters)');
  });
});

describe('a run of episodes', () => {
  it('has the success rate at k of a server that needs a known number of turns, for each k', async () => {
    const needs = (place: number): number => 1 + (place % 6);
    for (const k of [1, 2, 3, 4, 5]) {
      const protocol = turnsProtocol(fakeInteraction({ maxSteps: k }));
      const { options } = await episodeOptions(30, { backend: solver(needs) }, protocol);
      const { summary, warnings } = await run(options);
      const metrics = summary.cells[0]?.metrics ?? {};
      expect(metrics['pass@1']?.value).toBeCloseTo(k / 6, 12);
      expect(metrics).not.toHaveProperty(`within@${k + 1}`);
      for (let turn = 1; turn <= k; turn += 1) {
        expect(metrics[`within@${turn}`]?.value).toBeCloseTo(turn / 6, 12);
      }
      expect(warnings).toEqual([]);
    }
  });

  it('plays trials of a sample apart, and counts each by itself', async () => {
    const backend = fakeBackend(request => {
      const isSecond = request.trial === 1;
      return generated(isSecond ? 'answer: no' : right);
    });
    const { options } = await episodeOptions(1, {
      backend,
      selection: { trials: 2, limit: null, ids: null },
    });
    const { summary } = await run(options);
    expect(summary.cells[0]?.metrics['within@1']).toMatchObject({ value: 0.5, trials: 2 });
    expect(backend.asked.filter(key => key.endsWith('/1'))).toHaveLength(2);
  });

  it('opens no more sessions at once than episodes may be under way', async () => {
    const { options, sandbox } = await episodeOptions(40, { backend: solver(() => 4), concurrency: 6 });
    expect((await run(options)).summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(sandbox.sessions).toHaveLength(40);
    expect(sandbox.mostOpen).toBeLessThanOrEqual(6);
    expect(sandbox.open).toBe(0);
  });

  it('counts the turns that it has asked for', async () => {
    const turns: number[] = [];
    const { options } = await episodeOptions(3, { backend: solver(() => 3) });
    await run({ ...options, onProgress: progress => turns.push(progress.turns) });
    expect(turns.at(-1)).toBe(9);
  });
});

describe('a task that cannot be played', () => {
  it('says so when it is asked as raw text', async () => {
    const protocol = turnsProtocol(fakeInteraction(), {
      prompt: ({ input: text }) => ({ kind: 'text', text }),
    });
    const { options } = await episodeOptions(1, {}, protocol);
    await expect(run(options)).rejects.toThrow('b.cot is asked as raw text, which has no turns');
  });

  it('says so when recorded answers are replayed', async () => {
    const { options } = await episodeOptions(1, { backend: fakeBackend(undefined, { api: 'replay' }) });
    await expect(run(options)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('says so when its judge is none of its graders', async () => {
    const { options } = await episodeOptions(1, {}, turnsProtocol(fakeInteraction({ judge: 'nobody' })));
    await expect(run(options)).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
  });

  it('says so when the sandbox has no sessions, before anything is asked', async () => {
    const { openSession: _, ...without } = fakeSessions();
    const backend = solver(() => 1);
    const { options } = await episodeOptions(1, { backend, openSandbox: async () => without });
    await expect(run(options)).rejects.toThrow(
      'the wasm sandbox has no Python sessions, and code of several turns needs one',
    );
    expect(backend.asked).toEqual([]);
  });

  it('needs no sandbox where no turn runs anything', async () => {
    const { session: _, ...plain } = fakeInteraction();
    const options = {
      backend: solver(() => 1),
      openSandbox: noSandbox,
      tasks: [taskOf(2, turnsProtocol(plain))],
    };
    expect((await run((await episodeOptions(2, options)).options)).unscored).toBe(0);
  });
});

const never = (): never => {
  throw new Error('nothing was asked');
};
