import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { planRun, type RunOptions, run } from '../../src/run/index.ts';
import {
  episodeOptions,
  lastOf,
  rightAnswer,
  saidFile,
  scripted,
  solver,
  taskOf,
  turnOf,
  turnsFile,
} from './episode-play.ts';
import { fakeInteraction, fakeSessions, turnsOf, turnsProtocol } from './fake-episodes.ts';
import { fakeBackend, freshDirectory, generated } from './fakes.ts';
import { completionsFile, records } from './files.ts';

/** The needs of eight samples; the last two never have the answer. */
const needs = (place: number): number => [1, 2, 3, 4, 5, 2, 9, 9][place] ?? 9;
const needed = 1 + 2 + 3 + 4 + 5 + 2 + 5 + 5;

const outcome = async ({ directory }: Pick<RunOptions, 'directory'>) =>
  (await records(directory, completionsFile))
    .map(({ key, text, episode, usage }) => ({ key, text, episode, usage }))
    .sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));

/** Copies of the directory as a kill at each of some requests would leave it. */
const killedAt = async (asks: readonly number[]) => {
  const inner = solver(needs);
  const copies: string[] = [];
  const backend = fakeBackend(async (request, signal) => {
    if (asks.includes(backend.asked.length)) {
      const copy = join(await freshDirectory(), 'run');
      await cp(options.directory, copy, { recursive: true });
      await rm(join(copy, 'run.lock'), { force: true });
      copies.push(copy);
    }
    return inner.generate(request, { signal });
  });
  const { options } = await episodeOptions(8, { backend, concurrency: 3 });
  await run(options);
  return { options, copies };
};

describe('an episode that was killed', () => {
  it('goes on from where it was, asking nothing twice but what was under way', async () => {
    const asks = Array.from({ length: needed }, (_, index) => index + 1).filter(at => at % 3 !== 0);
    const { options, copies } = await killedAt(asks);
    const wanted = await outcome(options);
    expect(copies).toHaveLength(asks.length);
    for (const [index, directory] of copies.entries()) {
      const before = await repliesIn(directory);
      const backend = solver(needs);
      const again = { ...options, directory, backend, openSandbox: async () => fakeSessions() };
      const result = await run(again);
      expect(result).toMatchObject({ completed: 8, unscored: 0 });
      expect(await outcome(again)).toEqual(wanted);
      // Replies that were on disk are asked for no more, whether anything came of them or not.
      expect(backend.requests.filter(request => before.has(`${request.key} ${turnOf(request)}`))).toEqual([]);
      expect(before.size + backend.asked.length).toBe(needed);
      // With three under way, so many replies at most were lost.
      expect(asks[index] ?? 0).toBeLessThanOrEqual(before.size + 3);
    }
  });

  it('mends a line that was cut short, of either kind', async () => {
    const { options, copies } = await killedAt([14]);
    const [directory = ''] = copies;
    for (const torn of ['{"key":"b.cot/s7/0","turn":1', '\0\0\0\0', '{"key":"b.cot/s7/0","benchmark":"b"}']) {
      const copy = join(await freshDirectory(), 'run');
      await cp(directory, copy, { recursive: true });
      await appendFile(join(copy, turnsFile), torn);
      const again = { ...options, directory: copy, backend: solver(needs) };
      expect(await run(again)).toMatchObject({ completed: 8, unscored: 0 });
      expect(await outcome(again)).toEqual(await outcome(options));
    }
  });

  it('has the state of its cells again', async () => {
    const sandbox = fakeSessions();
    const failing = failAt(3, scripted(['code: 1', 'code: 2', 'code: 3']));
    const { options } = await episodeOptions(1, { backend: failing, openSandbox: async () => sandbox });
    await run(options);
    const backend = scripted(['never', 'never', 'code: 3', 'answer: answer 0']);
    await run({ ...options, backend });
    expect(backend.asked).toHaveLength(2);
    expect(sandbox.sessions.at(-1)).toEqual(['tools', '1', '2', '3']);
    expect(lastOf(backend.requests[1] ?? never())).toMatch(/^Out\[3\]: tools 1 2 3;/);
  });

  it.each([
    [undefined, ['tools', '1', '2', '3']],
    ['cell', ['tools', '1', '3']],
    ['earlier', ['tools', '2', '3']],
    ['all', ['3']],
    ['part', ['tools', '1', '2', '3']],
  ] as const)('restores the cells whose state was there when %s was lost', async (lost, restored) => {
    const sandbox = fakeSessions();
    const failing = failAt(3, scripted(['code: 1', 'code: 2']));
    const { options } = await episodeOptions(1, { backend: failing, openSandbox: async () => sandbox });
    await run(options);
    const path = join(options.directory, turnsFile);
    const text = await readFile(path, 'utf8');
    const [before = '', after = ''] = text.split('"action":{"kind":"code","text":"2"}');
    const field = lost === undefined ? '' : `,"lost":"${lost}"`;
    await writeFile(path, `${before}"action":{"kind":"code","text":"2"}${field}${after}`);
    await run({ ...options, backend: scripted(['', '', 'code: 3', rightAnswer('s0')]) });
    const session = sandbox.sessions.at(-1);
    expect(lost === 'all' ? session?.slice(1) : session).toEqual(restored);
  });

  it.each([
    [undefined, 'part'],
    ['all', undefined],
  ] as const)('says that a stopped cell is not repeated, unless %s was lost with it', async (lost, told) => {
    const sandbox = fakeSessions();
    const failing = failAt(3, scripted(['code: 1', 'code: 2']));
    const { options } = await episodeOptions(1, { backend: failing, openSandbox: async () => sandbox });
    await run(options);
    const path = join(options.directory, turnsFile);
    const action = '"action":{"kind":"code","text":"2"}';
    const [before = '', after = ''] = (await readFile(path, 'utf8')).split(action);
    const field = lost === undefined ? '' : `,"lost":"${lost}"`;
    const stopped = after.replace('"outcome":"finished"', '"outcome":"timed-out"');
    expect(stopped).not.toBe(after);
    await writeFile(path, `${before}${action}${field}${stopped}`);
    await run({ ...options, backend: scripted(['', '', 'code: 3', rightAnswer('s0')]) });
    const third = (await readFile(path, 'utf8')).split('\n').find(line => line.includes('"text":"3"'));
    expect((JSON.parse(third ?? '{}') as { lost?: string }).lost).toBe(told);
  });

  it('restores what ran since an interpreter was lost', async () => {
    const sandbox = fakeSessions();
    const failing = failAt(4, scripted(['code: 1', 'code: hang', 'code: 2']));
    const { options } = await episodeOptions(1, { backend: failing, openSandbox: async () => sandbox });
    await run(options);
    await run({ ...options, backend: scripted(['', '', '', 'code: 3', 'answer: answer 0']) });
    expect(sandbox.sessions.at(-1)).toEqual(['tools', '2', '3']);
  });

  it('does nothing at all when only its completion was lost', async () => {
    const { options, sandbox } = await episodeOptions(3, { backend: solver(() => 2) });
    await run(options);
    const wanted = await outcome(options);
    await writeFile(join(options.directory, completionsFile), '');
    const backend = solver(() => 2);
    const before = sandbox.sessions.length;
    await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(sandbox.sessions).toHaveLength(before);
    expect(await outcome(options)).toEqual(wanted);
  });
});

describe('an episode whose turn failed', () => {
  it('is unscored with turn and cause, and goes on from that turn', async () => {
    const { options } = await episodeOptions(1, {
      backend: failAt(
        3,
        solver(() => 4),
      ),
    });
    const first = await run(options);
    expect(first.warnings).toEqual([
      '1 episode was stopped (ENDPOINT_FAILED), for example: turn 3: the server is away',
    ]);
    expect((await records(options.directory, saidFile))[0]).toMatchObject({
      verdict: 'unscored',
      reason: 'the episode was stopped: ENDPOINT_FAILED: turn 3: the server is away',
    });
    const backend = solver(() => 4);
    const second = await run({ ...options, backend });
    expect(backend.requests.map(turnOf)).toEqual([3, 4]);
    expect(second.summary.cells[0]?.metrics['within@4']?.value).toBe(1);
    expect(await outcome(options)).toMatchObject([{ episode: { turns: 4, ended: 'solved' } }]);
  });

  it('is judged again, and not asked again, when its proposal could not be judged', async () => {
    const { options } = await episodeOptions(1, { backend: scripted(['code: 1', 'answer: odd']) });
    const first = await run(options);
    expect(first.warnings[0]).toMatch(/^1 episode was stopped \(UNSCORED\), .*turn 2: .*a bug of ours/);
    expect(await turnsOf(options.directory)).toEqual(['s0 1 reply', 's0 1 effect', 's0 2 reply']);
    const backend = scripted(['', '', rightAnswer('s0')]);
    expect(await run({ ...options, backend })).toMatchObject({ unscored: 1 });
    expect(backend.asked).toEqual([]);
  });

  it('is stopped when the sandbox fails', async () => {
    const fails = fakeSessions({
      openSession: () => ({
        run: async () => {
          throw new EurusError('SANDBOX_FAULT', 'the worker is gone');
        },
        restore: async () => {},
        close: async () => {},
      }),
    });
    const backend = solver(() => 2);
    const { options } = await episodeOptions(2, { backend, openSandbox: async () => fails });
    const { warnings } = await run(options);
    expect(warnings).toEqual([
      '2 episodes were stopped (SANDBOX_FAULT), for example: turn 1: the worker is gone',
    ]);
    expect(await run({ ...options, openSandbox: async () => fakeSessions() })).toMatchObject({ unscored: 0 });
    expect(backend.requests.map(turnOf).toSorted()).toEqual([1, 1, 2, 2]);
  });
});

describe('a context that is full', () => {
  const full = (turn: number, message: string) =>
    fakeBackend(request => {
      if (turnOf(request) >= turn) throw new EurusError('ENDPOINT_REFUSED', message);
      return generated(turnOf(request) === 1 ? 'answer: no' : 'x');
    });
  const url = 'http://127.0.0.1:1/v1/chat/completions';

  it.each([
    `${url} refused the request (HTTP 400): This model's maximum context length is 4096 tokens. However, you requested 5000`,
    `${url} refused the request (HTTP 400): the request exceeds the available context size`,
    `${url} refused the request (HTTP 400): prompt is too long: 208310 tokens > 200000 maximum`,
    `${url} refused the request (HTTP 413): Please reduce the length of the messages or completion.`,
    `${url} refused the request (HTTP 422): Input validation error: \`inputs\` must have less than 4095 tokens`,
    `${url} refused the request (HTTP 400): The input token count (2000000) exceeds the maximum number of tokens allowed`,
    `${url} refused the request (HTTP 400): The input (5000 tokens) is longer than the model's context length (4096 tokens).`,
  ])('ends the episode, which is judged by what it has: %s', async message => {
    const { options } = await episodeOptions(1, { backend: full(3, message) });
    expect(await run(options)).toMatchObject({ unscored: 0, warnings: [] });
    expect(await outcome(options)).toMatchObject([{ text: 'x', episode: { turns: 2, ended: 'too-long' } }]);
    expect((await records(options.directory, saidFile))[0]).toMatchObject({ verdict: 'incorrect', turn: 1 });
  });

  it.each([
    [3, `${url} refused the request (HTTP 400): unknown field "seed"`],
    [3, `${url} refuses to go on (HTTP 429): You exceeded your current quota`],
    [1, `${url} refused the request (HTTP 400): This model's maximum context length is 4096 tokens`],
  ])('is not what a refusal of turn %i is about: %s', async (turn, message) => {
    const { options } = await episodeOptions(1, { backend: full(turn, message) });
    const { unscored } = await run(options);
    expect(unscored).toBe(1);
    expect((await records(options.directory, saidFile))[0]?.reason).toContain(`turn ${turn}: `);
  });
});

describe('turns of another dialogue', () => {
  const stopped = async () => {
    const { options } = await episodeOptions(2, {
      backend: failAt(
        2,
        solver(() => 3),
      ),
    });
    await run(options);
    return options;
  };

  it('are refused when replies are kept otherwise by now', async () => {
    const failing = failAt(
      3,
      solver(() => 4),
    );
    const { options } = await episodeOptions(1, { backend: failing });
    await run(options);
    const other = [taskOf(1, turnsProtocol(fakeInteraction({ keep: reply => `${reply}!` })))];
    const refused = { code: 'RUN_MISMATCH', message: expect.stringContaining('it differs in prompt') };
    await expect(run({ ...options, tasks: other })).rejects.toMatchObject(refused);
    await expect(planRun({ ...options, tasks: other })).rejects.toMatchObject(refused);
  });

  it.each([
    ['turns', { maxSteps: 4 }],
    ['proposals', { maxProposals: 1 }],
  ])('are refused with another number of %s', async (name, more) => {
    const options = await stopped();
    const tasks = [taskOf(2, turnsProtocol(fakeInteraction(more)))];
    const refused = { code: 'RUN_MISMATCH', message: expect.stringContaining(`it differs in ${name}`) };
    await expect(run({ ...options, tasks })).rejects.toMatchObject(refused);
  });

  it('are refused where they stand under the wrong key', async () => {
    const options = await stopped();
    const text = await readFile(join(options.directory, turnsFile), 'utf8');
    await writeFile(join(options.directory, turnsFile), text.replace('"id":"s0"', '"id":"s1"'));
    await expect(run(options)).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
  });
});

describe('an episode that is asked again', () => {
  it('begins anew, and leaves no turn of the one before behind its own', async () => {
    let isOdd = true;
    const { options } = await episodeOptions(1, {
      backend: scripted(['code: 1', 'code: 2', rightAnswer('s0')]),
    });
    const judgesLate = { ...turnsProtocol(), graders: { ...turnsProtocol().graders } };
    const said = judgesLate.graders.said ?? never();
    const late = {
      ...said,
      score: (...attempt: Parameters<typeof said.score>) => {
        if (isOdd) throw new Error('a bug of ours');
        return said.score(...attempt);
      },
    };
    const tasks = [
      { ...taskOf(1, { ...judgesLate, graders: { said, late }, headline: 'late' }), graders: ['late'] },
    ];
    expect(await run({ ...options, tasks })).toMatchObject({ unscored: 1 });
    isOdd = false;
    const backend = scripted([rightAnswer('s0')]);
    expect(await run({ ...options, tasks, backend, retry: 'unscored' })).toMatchObject({ unscored: 0 });
    expect(backend.requests.map(turnOf)).toEqual([1]);
    expect(await outcome(options)).toMatchObject([{ episode: { turns: 1, ended: 'solved' } }]);
  });
});

/** Fails for good at a turn. */
const failAt = (turn: number, inner: ReturnType<typeof fakeBackend>) =>
  fakeBackend(async (request, signal) => {
    if (turnOf(request) === turn) throw new EurusError('ENDPOINT_FAILED', 'the server is away');
    return inner.generate(request, { signal });
  });

/** What a run directory has replies to, as `key turn`. */
const repliesIn = async (directory: string): Promise<ReadonlySet<string>> =>
  new Set(
    (await records(directory, turnsFile))
      .filter(({ record }) => record === 'reply')
      .map(({ key, turn }) => `${key} ${turn}`),
  );

const never = (): never => {
  throw new Error('it is not there');
};
