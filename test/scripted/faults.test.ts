import { expect, it } from 'vitest';
import { type FaultWay, faultWays, type ScriptedRequest, withFaults } from '../../src/scripted/index.ts';

const request = (choice = 0) => ({ choice, stream: false, model: 'm' }) as ScriptedRequest;

const failing = (rate: number, seed: number, ways?: readonly FaultWay[]) => {
  const answer = withFaults(() => 'well', { rate, seed, ...(ways === undefined ? {} : { ways }) });
  const failed = Array.from({ length: 1_000 }, () => answer(request()) !== 'well');
  return { failed, taken: answer.taken };
};

it('fails the given share of tries, in all ways by turns', () => {
  const { failed, taken } = failing(0.3, 1);
  const count = failed.filter(Boolean).length;
  expect(count).toBeGreaterThan(240);
  expect(count).toBeLessThan(360);
  expect([...taken.keys()]).toEqual(faultWays);
  expect(Math.max(...taken.values()) - Math.min(...taken.values())).toBeLessThanOrEqual(1);
});

it('fails the same tries with the same seed, and others with another', () => {
  expect(failing(0.3, 5).failed).toEqual(failing(0.3, 5).failed);
  expect(failing(0.3, 5).failed).not.toEqual(failing(0.3, 6).failed);
});

it.each([
  [0, 0],
  [1, 1_000],
])('at a rate of %i fails %i of 1000', (rate, count) => {
  expect(failing(rate, 0, ['reset']).failed.filter(Boolean)).toHaveLength(count);
});

it('fails no choice alone', () => {
  const answer = withFaults(() => 'well', { rate: 1 });
  expect(answer(request(1))).toBe('well');
});
