import { describe, expect, it } from 'vitest';
import { createSession, Over } from '../../../sandbox/js/session.ts';

const session = () => createSession({ timeoutMs: 30, memoryMb: 64, maxOutputBytes: 1000 }, 150);

describe('the wait for a timer of a program', () => {
  it('ends the program at its deadline, and runs no timer that is due later', async () => {
    const waited = await session()
      .wait(3_600_000)
      .catch((thrown: unknown) => thrown);
    expect(waited instanceof Over && waited.ending.outcome).toBe('timed-out');
  });

  it('is over when the timer is due', async () => {
    expect(await session().wait(0)).toBeUndefined();
  });
});
