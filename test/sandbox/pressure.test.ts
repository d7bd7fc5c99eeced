import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { busyMs } from './processes.ts';
import { describeAllSandboxes, openSandbox } from './support.ts';

/** An attack that goes on to its deadline gets a longer one where too few others ended meanwhile: the machine may be busy. */
const LIMITS_MS = [700, 3000, 15_000];
/** Programs that end beside an attack; in a pool whose workers wait for each other it would be none. */
const LEAST_BESIDE = 5;

const attacks: Readonly<Record<Program['language'], Readonly<Record<string, string>>>> = {
  python: {
    'a flood of output': "while True: print('x' * 1000)",
    'a loop of 10^9 steps': 'n = 0\nfor i in range(10 ** 9): n += i',
    'an allocation of 8 GB': 'data = bytearray(8 * 2 ** 30)',
    '8 GB in pieces': 'data = []\nwhile True: data.append(bytearray(2 ** 20))',
    'a fork bomb': 'import os\nwhile True:\n    try: os.fork()\n    except (AttributeError, OSError): pass',
    'deep recursion': 'import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1)\nf(0)',
    sleep: 'import time\ntime.sleep(3600)',
    'a regular expression that never ends': "import re\nre.match('(a*)*b', 'a' * 60)",
    'a loop in C': 'import itertools\nsum(itertools.repeat(1))',
  },
  javascript: {
    'a flood of output': "for (;;) console.log('x'.repeat(1000));",
    'a loop of 10^11 steps': 'let n = 0; for (let i = 0; i < 1e11; i++) n += i;',
    'an allocation of 8 GB': 'const data = new Uint8Array(8 * 2 ** 30);',
    '8 GB in pieces': 'const data = []; for (;;) data.push(new Array(1e5).fill(data.length));',
    'deep recursion': 'const f = n => f(n + 1); f(0);',
    sleep: 'await new Promise(resolve => setTimeout(resolve, 3.6e6));',
    'a regular expression that never ends': "/^(a*)*b$/.test('a'.repeat(60));",
    'a number that grows for ever': 'let n = 3n; for (;;) n *= n;',
  },
};
const NAP_MS = 150;
const nap = {
  python: `import time\ntime.sleep(${NAP_MS / 1000})`,
  javascript: `await new Promise(resolve => setTimeout(resolve, ${NAP_MS}));`,
} as const;
const quick = { python: 'print(1)', javascript: 'console.log(1)' } as const;

describeAllSandboxes((name, language) => {
  const program = (code: string, timeoutMs: number): Program => ({
    language,
    code,
    limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
  });
  let sandbox: Sandbox;

  /** Small programs one after another until a promise settles; how many ended before it. */
  const endedBeside = async (end: Promise<unknown>): Promise<number> => {
    let over = false;
    void end.finally(() => {
      over = true;
    });
    for (let count = 0; ; count++) {
      const { stdout } = await sandbox.run(program(quick[language], 20_000));
      expect(stdout).toBe('1\n');
      if (over) return count;
    }
  };

  /** The last attack may have cost a worker: waits until both nap at the same time. */
  const untilWhole = async () => {
    for (let round = 0; round < 30; round++) {
      const startedMs = performance.now();
      await Promise.all([1, 2].map(() => sandbox.run(program(nap[language], 20_000))));
      if (performance.now() - startedMs < NAP_MS * 1.9) return;
    }
  };

  beforeAll(async () => {
    sandbox = await openSandbox(name, 2);
    await untilWhole();
  });
  afterAll(() => sandbox.close());

  it.each(Object.entries(attacks[language]))('ends %s in time, while others go on', async (_what, code) => {
    let beside = 0;
    for (const limitMs of LIMITS_MS) {
      await untilWhole();
      const attack = sandbox.run(program(code, limitMs));
      beside = await endedBeside(attack);
      const { outcome, durationMs } = await attack;
      expect(outcome).not.toBe('finished');
      expect(durationMs).toBeLessThan(limitMs + busyMs);
      // One that is over sooner says nothing of those beside it.
      if (durationMs < limitMs / 2 || beside >= LEAST_BESIDE) return;
    }
    expect(beside).toBeGreaterThanOrEqual(LEAST_BESIDE);
  });
});
