import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { describeAllSandboxes, openSandbox } from './support.ts';

const LIMIT_MS = 700;
const CALM_MS = 600;
/** An attack that is over sooner says nothing about the rate beside it. */
const MEASURABLE_MS = 300;
/** The machine may be busy with other tests; a pool whose workers wait for each other would have a rate of nothing. */
const LEAST_SHARE = 0.1;

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
  let calm: number;

  /** Small programs one after another until a promise settles; how many there were each second. */
  const rateUntil = async (end: Promise<unknown>): Promise<number> => {
    let over = false;
    void end.finally(() => {
      over = true;
    });
    const startedMs = performance.now();
    let count = 0;
    while (!over) {
      const { stdout } = await sandbox.run(program(quick[language], 20_000));
      expect(stdout).toBe('1\n');
      count++;
    }
    return (count * 1000) / (performance.now() - startedMs);
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
    await rateUntil(new Promise(resolve => setTimeout(resolve, 300)));
    calm = await rateUntil(new Promise(resolve => setTimeout(resolve, CALM_MS)));
  });
  afterAll(() => sandbox.close());

  it.each(Object.entries(attacks[language]))('ends %s in time, while others go on', async (_what, code) => {
    await untilWhole();
    const attack = sandbox.run(program(code, LIMIT_MS));
    const rate = await rateUntil(attack);
    const execution = await attack;
    expect(execution.outcome).not.toBe('finished');
    expect(execution.durationMs).toBeLessThan(LIMIT_MS + 1000);
    if (execution.durationMs > MEASURABLE_MS) expect(rate / calm).toBeGreaterThan(LEAST_SHARE);
  });
});
