import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeInteraction, fakeSessions, turnsOf, turnsProtocol } from './fake-episodes.ts';
import { fakeBackend, fakeBenchmark, fakeTask, freshDirectory, generated, runOptions } from './fakes.ts';
import { completionsFile, records } from './files.ts';

const taskOf = (count: number, protocol = turnsProtocol()) =>
  fakeTask(fakeBenchmark('b', count, { protocols: { cot: protocol } }), ['said']);

/** Which turn a request is for, from 1. */
const turnOf = ({ prompt }: GenerateRequest): number =>
  prompt.kind === 'chat' ? 1 + prompt.messages.filter(({ role }) => role === 'assistant').length : 0;

/** Says its lines one a turn. */
const scripted = (lines: readonly string[]) =>
  fakeBackend(request => generated(lines[turnOf(request) - 1] ?? 'nothing more'));

const right = 'answer: answer 0';

const play = async (lines: readonly string[], protocol = turnsProtocol()) => {
  const sandbox = fakeSessions();
  const backend = scripted(lines);
  const options = runOptions(await freshDirectory(), {
    tasks: [taskOf(1, protocol)],
    backend,
    openSandbox: async () => sandbox,
  });
  const result = await run(options);
  const [completion] = await records(options.directory, completionsFile);
  const [verdict] = await records(options.directory, 'verdicts/b.cot.said.jsonl');
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
    const last = backend.requests.at(-1)?.prompt;
    expect(last?.kind === 'chat' ? last.messages.at(-1)?.content : '').toMatch(/^Out\[3\]: tools 2;/);
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
});
