import { setImmediate as breathe } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '../../src/run/turns.ts';

it('lets the network be looked at between some turns and the next ones, in the order in which they came', async () => {
  const turns = createTurns();
  const taken: number[] = [];
  for (let number = 0; number < 40; number += 1) void turns.next().then(() => taken.push(number));
  const counts: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    counts.push(taken.length);
    await breathe();
  }
  expect(counts).toEqual([0, 16, 32, 40]);
  expect(taken).toEqual([...taken].sort((one, other) => one - other));
});

it('begins again after all have had their turn', async () => {
  const turns = createTurns();
  await turns.next();
  await turns.next();
});
