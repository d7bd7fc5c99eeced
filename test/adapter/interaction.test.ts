import { describe, expect, it } from 'vitest';
import { problemsOfInteraction } from '../../src/adapter/interaction.ts';

const whole = {
  maxSteps: 5,
  maxProposals: 2,
  judge: 'strict',
  session: { prelude: [], limits: { timeoutMs: 1000, memoryMb: 64, maxOutputBytes: 1000 } },
  act: () => {},
  observe: () => {},
  ask: () => {},
};

const problems = (more: Record<string, unknown>) =>
  problemsOfInteraction('protocols "cot".interaction', { ...whole, ...more }, ['strict']);

describe('the turns of an adapter from outside', () => {
  it('may be missing, or whole', () => {
    expect(problemsOfInteraction('x', undefined, [])).toEqual([]);
    expect(problems({})).toEqual([]);
    expect(problems({ session: undefined, keep: () => {} })).toEqual([]);
  });

  it.each([
    [{ maxSteps: 0 }, 'maxSteps: expected a whole number from 1'],
    [{ maxProposals: '2' }, 'maxProposals: expected a whole number from 1'],
    [{ judge: 'other' }, 'judge: expected one of its graders (strict)'],
    [{ ask: 'how' }, 'ask: expected a function'],
    [{ keep: 'all' }, 'keep: expected a function'],
    [{ session: { prelude: [] } }, 'session: expected a prelude and limits'],
  ])('with %j are refused', (more, problem) => {
    expect(problems(more)).toEqual([`protocols "cot".interaction.${problem}`]);
  });
});
