import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import { describeSandboxes, openSandbox } from './support.ts';

describeSandboxes(backend => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox(backend, 1);
  });
  afterAll(() => sandbox.close());

  it.each<[string, number]>([
    ['import sys\nsys.exit()', 0],
    ['import sys\nsys.exit(0)', 0],
    ['import sys\nsys.exit(3)', 3],
    ['import sys\nsys.exit(-1)', 255],
    ['import sys\nsys.exit(2 ** 70)', 255],
    ['import sys\nsys.exit(True)', 1],
    // A text goes to the error stream, and the system is told 1.
    ['import sys\nsys.exit("0")', 1],
    ['raise SystemExit', 0],
    ['class Odd(SystemExit):\n  @property\n  def code(self): raise ValueError\nraise Odd()', 1],
    ['import os\nos._exit(0)', 0],
    ['import os\nos._exit(7)', 7],
  ])('knows what %j tells the system', async (code, exitStatus) => {
    const limits = { timeoutMs: 30_000, memoryMb: 256, maxOutputBytes: 2000 };
    const execution = await sandbox.run({ language: 'python', code, limits });
    expect(execution).toMatchObject({ outcome: 'exited-early', exitStatus });
  });

  it('knows none of programs that end otherwise', async () => {
    const limits = { timeoutMs: 30_000, memoryMb: 256, maxOutputBytes: 2000 };
    for (const code of ['x = 1', '1 / 0'])
      expect(await sandbox.run({ language: 'python', code, limits })).not.toHaveProperty('exitStatus');
  });
});
