import { describe, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { lazySandbox } from '../../src/run/lazy-sandbox.ts';
import { executionOf } from '../score/support.ts';

const programIn = (language: Program['language']): Program => ({
  language,
  code: 'x = 1',
  limits: { timeoutMs: 1501, memoryMb: 64, maxOutputBytes: 100 },
});

/** What a sandbox of that slowdown is given to run, and what the scorer gets back. */
const execute = async (slowdown: Sandbox['slowdown'], program: Program) => {
  const given: Program[] = [];
  const sandbox: Sandbox = {
    name: 'wasm',
    workers: 1,
    python: null,
    ...(slowdown === undefined ? {} : { slowdown }),
    run: async one => {
      given.push(one);
      return executionOf({ outcome: 'timed-out' });
    },
    close: async () => undefined,
  };
  const execution = await lazySandbox(async () => sandbox).execute(program);
  return { given, execution };
};

describe('the time of a program that is scored', () => {
  it('is multiplied by the slowdown of the sandbox, and the execution says so', async () => {
    const program = programIn('python');
    const { given, execution } = await execute({ python: 2.5 }, program);
    expect(given).toEqual([{ ...program, limits: { ...program.limits, timeoutMs: 3753 } }]);
    expect(execution.allowedMs).toBe(3753);
  });

  it('is multiplied for single answers too', async () => {
    const program = programIn('python');
    const limits = { ...program.limits, callTimeoutMs: 11 };
    const { given } = await execute({ python: 2 }, { ...program, limits });
    expect(given[0]?.limits).toEqual({ ...limits, timeoutMs: 3002, callTimeoutMs: 22 });
  });

  it.each([
    ['the slowdown is 1', { python: 1 }, programIn('python')],
    ['the sandbox names none', undefined, programIn('python')],
    ['the slowdown is of another language', { python: 2 }, programIn('javascript')],
  ] as const)('is the program’s own when %s', async (_when, slowdown, program) => {
    const { given, execution } = await execute(slowdown, program);
    expect(given).toEqual([program]);
    expect(execution).not.toHaveProperty('allowedMs');
  });
});
