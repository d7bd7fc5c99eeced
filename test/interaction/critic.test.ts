import { describe, expect, it } from 'vitest';
import { type CommentedTurn, modelCritic } from '../../src/interaction/index.ts';
import { fakeBackend, generated } from '../run/fakes.ts';

const turn: CommentedTurn = {
  dialogue: [
    { role: 'user', content: 'What is 6 times 7?' },
    { role: 'assistant', content: '\\boxed{41}' },
  ],
  sample: { id: 's1', input: 'What is 6 times 7?', target: '42' },
  effect: { kind: 'judged', judgement: { verdict: 'incorrect', reason: '41 is not 42', outcome: null } },
  observation: 'Your answer is wrong.',
  standing: { turn: 1, stepsLeft: 2 },
};

const settings = { maxTokens: 99, temperature: 0.5, seesGold: false };

describe('a critic that asks a model', () => {
  it('sends one request with its own limits, and shows no gold answer', async () => {
    const backend = fakeBackend(() => generated('Check step 2.'));
    const feedback = await modelCritic({ ...settings, backend }).comment(turn, {});
    expect(feedback).toMatchObject({ model: 'fake/fake-model', text: 'Check step 2.', latencyMs: 2 });
    expect(feedback.usage.outputTokens).toBe(5);
    const [request, ...more] = backend.requests;
    expect(more).toEqual([]);
    expect(request?.generation).toEqual({ maxTokens: 99, temperature: 0.5, topP: 1, stop: [] });
    expect(JSON.stringify(request?.prompt)).not.toContain('42');
    expect(JSON.stringify(request?.prompt)).toContain('The model has 2 more turns.');
  });

  it('shows the gold answer where that is asked for, and says so of itself', async () => {
    const backend = fakeBackend(() => generated('No.'));
    const critic = modelCritic({ ...settings, backend, seesGold: true });
    await critic.comment(turn, {});
    expect(JSON.stringify(backend.requests[0]?.prompt)).toContain('42');
    expect(critic.identity).toEqual({
      ...{ backend: 'fake', model: 'fake-model', endpoint: 'http://127.0.0.1:1/v1', sees_gold: true },
      ...{ max_tokens: 99, temperature: 0.5, version: 1 },
    });
  });

  it.each([
    ['what it thought', '<think>It is 42.</think>\nMultiply again. ', 'Multiply again.'],
    ['nothing', ' \n', ''],
  ])('does not pass on %s', async (_, said, text) => {
    const backend = fakeBackend(() => generated(said));
    expect((await modelCritic({ ...settings, backend }).comment(turn, {})).text).toBe(text);
  });

  it('lets a failure of its server through', async () => {
    const backend = fakeBackend(() => {
      throw new Error('gone');
    });
    await expect(modelCritic({ ...settings, backend }).comment(turn, {})).rejects.toThrow('gone');
  });
});
