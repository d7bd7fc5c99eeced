import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createReader } from '../../src/queue/reader.ts';

type Looks = { readonly oldest: readonly number[]; readonly isReading?: boolean };

/** A reader that is looked at once for each number of an oldest unread answer, then closed. */
const readersAfter = async ({ oldest, isReading = false }: Looks) => {
  const closing = new AbortController();
  const looks = [...oldest];
  const closed: number[] = [];
  let opened = 0;
  const reader = createReader({
    open: async () => {
      const number = opened;
      opened += 1;
      return { close: async () => void closed.push(number) };
    },
    oldestUnread: async () => {
      const next = looks.shift();
      if (next === undefined) closing.abort();
      return next ?? Number.POSITIVE_INFINITY;
    },
    ...{ isReading: () => isReading, closing: closing.signal, lookMs: 1 },
    fail: thrown => {
      throw thrown;
    },
  });
  await reader.open();
  while (!closing.signal.aborted) await sleep(1);
  await reader.close(true);
  return { opened, closed };
};

describe('a reader of answers', () => {
  it.each([
    ['nothing lies there', { oldest: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] }, 1],
    ['what lies there is another answer each time', { oldest: [3, 4, 5] }, 1],
    ['the same answer lies there', { oldest: [3, 3] }, 2],
    ['the same answer lies there for long', { oldest: [3, 3, 3] }, 3],
    ['the same answer lies there while another is being read', { oldest: [3, 3, 3], isReading: true }, 1],
  ])('when %s: so many are opened, and each is closed', async (_, looks, opened) => {
    const seen = await readersAfter(looks);
    expect(seen).toEqual({ opened, closed: Array.from({ length: opened }, (_, number) => number) });
  });

  it('is not replaced while Redis cannot be asked', async () => {
    const closing = new AbortController();
    let [opened, asked] = [0, 0];
    const reader = createReader({
      open: async () => {
        opened += 1;
        return { close: async () => {} };
      },
      oldestUnread: async () => {
        asked += 1;
        throw new Error('away');
      },
      ...{ isReading: () => false, closing: closing.signal, lookMs: 1, fail: () => {} },
    });
    await reader.open();
    while (asked < 5) await sleep(1);
    closing.abort();
    expect(opened).toBe(1);
  });
});
