import { describe, expect, it } from 'vitest';
import { type Execution, notFound, type Program } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { attemptOf, executionOf, noExecution } from './support.ts';

const program: Program = {
  language: 'python',
  code: 'x = 1',
  limits: { timeoutMs: 6000, memoryMb: 512, maxOutputBytes: 65_536 },
};

const scorer = unitTests((code): Program => ({ ...program, code }));
const judge = (more: Partial<Execution>) => scorer(attemptOf('', 'x = 2'), async () => executionOf(more));

describe('unitTests', () => {
  it('runs the extracted code and calls finished tests correct', async () => {
    const ran: Program[] = [];
    const judgement = await scorer(attemptOf('', 'x = 2'), async one => {
      ran.push(one);
      return executionOf({});
    });
    expect(judgement).toEqual({ verdict: 'correct', reason: 'the tests passed', outcome: 'finished' });
    expect(ran).toEqual([{ ...program, code: 'x = 2' }]);
  });

  it('runs nothing when no code was found', async () => {
    expect(await scorer(attemptOf('', notFound('no block')), noExecution)).toEqual({
      verdict: 'no-answer',
      reason: 'no block',
      outcome: null,
    });
  });

  it.each<[string, Partial<Execution>]>([
    [
      'a test failed: AssertionError: got 3 (line 7)',
      {
        outcome: 'raised',
        error: { type: 'AssertionError', message: 'got\n 3', line: 7, origin: 'tests' },
      },
    ],
    [
      'the tests raised TypeError (line 2)',
      { outcome: 'raised', error: { type: 'TypeError', message: '', line: 2, origin: 'tests' } },
    ],
    [
      "the program raised NameError: name 'y' is not defined",
      {
        outcome: 'raised',
        error: { type: 'NameError', message: "name 'y' is not defined", line: null, origin: 'candidate' },
      },
    ],
    [
      'the call of the program failed: ProtocolError: too long',
      {
        outcome: 'raised',
        error: { type: 'ProtocolError', message: 'too long', line: null, origin: 'sandbox' },
      },
    ],
    ['no result within 6 s', { outcome: 'timed-out' }],
    [
      'no result within 6 s (it ran for 9.5 s, computed for 5.9 s and waited 3.4 s for a processor)',
      { outcome: 'timed-out', durationMs: 9500, cpuMs: 5900, waitedMs: 3400 },
    ],
    ['no result within 6 s', { outcome: 'timed-out', durationMs: 6020, cpuMs: 5990, waitedMs: 30 }],
    ['no result within 12 s', { outcome: 'timed-out', allowedMs: 12_000 }],
    ['it needed more than 512 MiB of memory', { outcome: 'out-of-memory' }],
    ['it printed more than 65536 bytes', { outcome: 'output-limit' }],
    ['it ended before its last line', { outcome: 'exited-early' }],
    ['its interpreter crashed', { outcome: 'crashed' }],
  ])('calls it incorrect: %s', async (reason, execution) => {
    expect(await judge(execution)).toEqual({
      verdict: 'incorrect',
      reason,
      outcome: execution.outcome,
    });
  });

  it('does not score a program that the machine had no processor for', async () => {
    const starved = {
      outcome: 'timed-out',
      starved: true,
      durationMs: 29_000,
      cpuMs: 4000,
      waitedMs: 24_900,
    } as const;
    expect(await judge(starved)).toEqual({
      verdict: 'unscored',
      reason:
        'the machine had no processor for the program: it ran for 29.0 s, computed for 4.0 s and waited 24.9 s for a processor',
      outcome: 'timed-out',
    });
    // One that ended in spite of it is judged as any other.
    expect(await judge({ outcome: 'finished', starved: true })).toMatchObject({ verdict: 'correct' });
  });

  it('shortens a long message of an untrusted program', async () => {
    const error = {
      type: 'ValueError',
      message: 'x'.repeat(10_000),
      line: null,
      origin: 'candidate',
    } as const;
    expect((await judge({ outcome: 'raised', error })).reason.length).toBeLessThan(400);
  });

  it.each([
    ['wasm', 'numpy', '; score again with the native sandbox'],
    ['wasm', 'sympy', '; install it for a python3 on the PATH, or score again with the native sandbox'],
    ['native', 'numpy', '; install it for the Python that this sandbox uses'],
    ['js', 'fs', ''],
  ])(
    'leaves unscored what failed where %s lacks %s, and says what to do',
    async (sandbox, module, advice) => {
      const error = { type: 'ModuleNotFoundError', message: 'none', line: 1, origin: 'candidate' } as const;
      expect(await judge({ outcome: 'raised', error, missingModule: module, sandbox })).toEqual({
        verdict: 'unscored',
        reason: `the program needs the module "${module}", which the ${sandbox} sandbox lacks${advice}`,
        outcome: 'raised',
        missing: { module, sandbox },
      });
    },
  );

  it('leaves unscored what failed before the candidate was asked anything', async () => {
    const error = { type: 'ImportError', message: 'no such name', line: 2, origin: 'prelude' } as const;
    expect(await judge({ outcome: 'raised', error })).toEqual({
      verdict: 'unscored',
      reason: 'the tests could not be set up: ImportError: no such name (line 2)',
      outcome: 'raised',
    });
  });

  it('calls a program correct that does without the missing module', async () => {
    expect(await judge({ missingModule: 'numpy' })).toMatchObject({ verdict: 'correct' });
  });

  it('passes on a failure of the sandbox itself', async () => {
    const failing = scorer(attemptOf('', 'x'), () => Promise.reject(new Error('pool is closed')));
    await expect(failing).rejects.toThrow('pool is closed');
  });
});
