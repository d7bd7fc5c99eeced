import { expect, it } from 'vitest';
import { createPace } from '../../src/queue/pace.ts';

it('tells how many there are a second, in the last minute', () => {
  let nowMs = 0;
  const pace = createPace(() => nowMs);
  let count = 0;
  let last = 0;
  for (let second = 1; second <= 300; second += 1) {
    nowMs += 1000;
    count += second <= 100 ? 50 : 2;
    last = pace.at(count);
    if (second === 10 || second === 100) expect(last).toBeCloseTo(50);
  }
  expect(last).toBeCloseTo(2);
});

it('takes a first moment for no speed, and knows none below nothing', () => {
  let nowMs = 0;
  const pace = createPace(() => nowMs);
  nowMs = 10;
  expect(pace.at(40)).toBe(40);
  nowMs = 5000;
  expect(pace.at(0)).toBe(0);
});
