import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findPrograms, searchFolders } from '../../sandbox/programs.ts';
import { longestMs, stretch } from '../../sandbox/stretch.ts';
import { describeWith } from '../support/requires.ts';

type Thread = readonly [ran: number, delayed: number, ready: boolean];
/** What of the time on the wall each did: shares of it, as the kernel would tell. */
type Shares = {
  readonly cpu: number;
  readonly threads: readonly Thread[];
  readonly tests?: readonly [ran: number, delayed: number];
};
type Ended = {
  readonly ended_ms: number;
  readonly waitedMs?: number;
  readonly starved?: boolean;
  readonly looks: number;
};

const [python = ''] = findPrograms('python3', searchFolders());
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const LIMIT_MS = 1000;
const FOR_EVER = 1e9;

/** When the clock of a program that goes on so ends it. */
const ended = (shares: Shares | null, untilMs = FOR_EVER): Ended => {
  const { stdout, stderr } = spawnSync(
    python,
    [
      path('./clock.py'),
      path('../../sandbox/native/server.clock.py'),
      String(stretch.factor),
      String(stretch.extraMs),
    ],
    { input: `${JSON.stringify([LIMIT_MS, shares, untilMs])}\n`, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Ended;
};

const one = (cpu: number, delayed: number, ready = true): Shares => ({
  cpu,
  threads: [[cpu, delayed, ready]],
});
const many = (count: number, thread: Thread, cpu = count * thread[0]): Shares => ({
  cpu,
  threads: Array.from({ length: count }, () => thread),
});

describeWith('python3', python !== '')('the clock of a program', () => {
  it.each<[string, Shares | null, number]>([
    ['that computes all the time: at its limit', one(1, 0), 1000],
    ['that sleeps: at its limit', one(0, 0, false), 1000],
    ['that reads what nobody writes, woken now and then: at its limit', one(0.01, 0.001, false), 1001],
    ['that computes for half of the time and waits for others in the other half: later', one(0.5, 0.5), 2000],
    ['that has a third of a processor: later', one(1 / 3, 2 / 3), 3000],
    ['that sleeps for half of the time and waits for a quarter: later', one(0.25, 0.25, false), 1333],
    ['whose figures cannot be had: on the wall', null, 1000],
    [
      'whose worker thread waits while the first one joins it: later',
      {
        cpu: 0.5,
        threads: [
          [0, 0, false],
          [0.5, 0.5, true],
        ],
      },
      2000,
    ],
    [
      'whose tests wait while it is asked nothing: later',
      { cpu: 0.1, threads: [[0.1, 0.1, false]], tests: [0.2, 0.4] },
      2000,
    ],
    // Its threads have both processors, and wait for each other.
    ['whose threads wait for each other: at its limit', many(20, [0.1, 0.9, true]), 1000],
    ['whose threads wait for each other on one processor: at its limit', many(4, [0.25, 0.75, true]), 1000],
    [
      'whose threads have half of a processor, and wait for each other and for others: as if it were one',
      many(4, [0.125, 0.875, true]),
      2000,
    ],
    // Forty threads that are woken together each wait for those before.
    ['whose threads wake up at once to be seen waiting: at its limit', many(40, [0.001, 0.02, false]), 1000],
    ['that says it waited longer than there was time', one(0.5, 90), 2000],
    [
      'whose tests wait for the candidate’s threads: at its limit',
      { ...many(2, [0.5, 0.5, true]), tests: [0, 0.9] },
      1000,
    ],
  ])('%s', (_name, shares, endMs) => {
    const { ended_ms, starved } = ended(shares);
    expect(Math.abs(ended_ms - endMs)).toBeLessThanOrEqual(0.02 * endMs);
    expect(starved).toBeUndefined();
  });

  it('says what the program waited', () => {
    expect(ended(one(0.5, 0.5)).waitedMs).toBeCloseTo(1000, -2);
    expect(ended(one(0, 0, false))).toMatchObject({ waitedMs: 0 });
    expect(ended(null)).not.toHaveProperty('waitedMs');
  });

  it('ends at a bound, and says that the machine had no processor', () => {
    expect(ended(one(0.01, 0.99))).toMatchObject({ ended_ms: longestMs(LIMIT_MS), starved: true });
  });

  it('counts a wait that goes on, which the kernel tells when it has ended', () => {
    // It is ready, and nothing of it has run since 500 ms.
    expect(ended(one(1, 0), 500)).toMatchObject({ ended_ms: longestMs(LIMIT_MS), starved: true });
    // One that went to sleep then has no such wait.
    expect(ended(one(1, 0, false), 500).ended_ms).toBeLessThanOrEqual(1005);
  });

  it('does not look at a program before its end is near, and seldom after', () => {
    expect(ended(one(1, 0)).looks).toBeLessThanOrEqual(3);
    expect(ended(one(1 / 3, 2 / 3)).looks).toBeLessThanOrEqual(40);
  });
});
