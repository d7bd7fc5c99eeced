import { expect, it } from 'vitest';
import { createRoom } from '../../src/run/room.ts';

it('shows that the disk is full as long as it is', async () => {
  const shown: (string | null)[] = [];
  const patience = { waitMs: 60_000, retryMs: 1 };
  const room = createRoom(
    patience,
    undefined,
    () => {},
    state => shown.push(state),
  );
  let tries = 0;
  await room.write('a.jsonl', async () => {
    tries += 1;
    if (tries < 3) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  expect(shown).toEqual(['the disk is full: waiting for room', null]);
});
