import { expect, it } from 'vitest';
import { createSpeed } from '../../src/queue/speed.ts';

it('tells how many there are a second, in the last minute', () => {
  let nowMs = 0;
  const speed = createSpeed(() => nowMs);
  let count = 0;
  let last = 0;
  for (let second = 1; second <= 300; second += 1) {
    nowMs += 1000;
    count += second <= 100 ? 50 : 2;
    last = speed.of(count);
    if (second === 10 || second === 100) expect(last).toBeCloseTo(50);
  }
  expect(last).toBeCloseTo(2);
});

it('takes a first moment for no speed', () => {
  let nowMs = 0;
  const speed = createSpeed(() => nowMs);
  nowMs = 10;
  expect(speed.of(40)).toBe(40);
});
