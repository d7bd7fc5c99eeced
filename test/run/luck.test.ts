import { describe, expect, it } from 'vitest';
import { readMaxErrors } from '../../src/cli/run-options.ts';
import { type Completion, type ErrorCode, EurusError } from '../../src/core/index.ts';
import { createLuck } from '../../src/run/luck.ts';
import { failureTally } from '../../src/run/warnings.ts';

const failure = (code: ErrorCode = 'ENDPOINT_FAILED', message = 'no') => new EurusError(code, message);

/** After how many of the failures the run ends; null when it goes on. */
const endsAfter = (
  codes: readonly ErrorCode[],
  { answered = false, maxErrors = null as Parameters<typeof createLuck>[1] } = {},
): number | null => {
  const luck = createLuck(answered, maxErrors);
  const at = codes.findIndex(code => luck.failed(failure(code)) !== null);
  return at < 0 ? null : at + 1;
};

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

describe('a run of failures', () => {
  it.each<readonly [string, readonly ErrorCode[], boolean, number | null]>([
    ['a refused key at the start ends it', ['ENDPOINT_UNAUTHORIZED'], false, 1],
    ['no way to the server at the start ends it', ['ENDPOINT_UNREACHABLE'], false, 1],
    ['eight refusals at the start end it', times(9, 'ENDPOINT_REFUSED'), false, 8],
    ['eight useless answers at the start end it', times(9, 'ENDPOINT_FAILED'), false, 8],
    ['refusals after an answer do not', times(99, 'ENDPOINT_REFUSED'), true, null],
    ['useless answers after an answer do not', times(99, 'ENDPOINT_FAILED'), true, null],
    ['a key that is refused again and again does', times(9, 'ENDPOINT_UNAUTHORIZED'), true, 8],
    ['a prompt that cannot be sent does', ['BACKEND_CANNOT'], true, 1],
  ])('%s', (_title, codes, answered, ends) => {
    expect(endsAfter(codes, { answered })).toBe(ends);
  });

  it.each([
    ['1', 1],
    ['12', 12],
    ['100', null],
    ['50%', 20],
  ])('ends by --max-errors %s', (flag, ends) => {
    const maxErrors = readMaxErrors(flag) ?? null;
    expect(endsAfter(times(50, 'ENDPOINT_FAILED'), { answered: true, maxErrors })).toBe(ends);
  });

  it('goes on below the share, and says all of it at the end', () => {
    const luck = createLuck(true, { percent: 10 });
    for (let answer = 0; answer < 95; answer++) luck.answered();
    for (let error = 0; error < 10; error++) expect(luck.failed(failure())).toBeNull();
    expect(luck.failed(failure('ENDPOINT_REFUSED', 'too\nlong'))).toMatchObject({
      code: 'ENDPOINT_FAILED',
      message: 'Stopped by --max-errors 10%: 11 of 106 requests failed for good, the last one: too long',
      hint: expect.stringContaining('the same command goes on'),
    });
  });

  it.each(['0', '-1', '1.5', '0%', '101%', 'all', '5 %'])('does not take --max-errors %s', flag => {
    expect(() => readMaxErrors(flag)).toThrow(/--max-errors is/);
  });
});

describe('the closing lines', () => {
  const failed = (code: string, message: string) => ({ error: { code, message } }) as Completion;

  it('count each cause, the commonest first', () => {
    const tally = failureTally();
    tally.add(failed('ENDPOINT_REFUSED', 'the prompt has 9000 tokens'));
    for (const tries of [13, 13, 5])
      tally.add(failed('ENDPOINT_FAILED', `HTTP 500: oom (tried ${tries} times)`));
    tally.add(failed('ENDPOINT_REFUSED', 'the prompt has 8193 tokens'));
    tally.add(failed('ENDPOINT_FAILED', 'HTTP 502: oom (tried 13 times)'));
    expect(tally.lines()).toEqual([
      '3 requests failed for good (ENDPOINT_FAILED), for example: HTTP 500: oom (tried 13 times)',
      '2 requests failed for good (ENDPOINT_REFUSED), for example: the prompt has 9000 tokens',
      '1 request failed for good (ENDPOINT_FAILED), for example: HTTP 502: oom (tried 13 times)',
    ]);
  });

  it('stay few when every message is another', () => {
    const tally = failureTally();
    for (let at = 0; at < 100; at++) tally.add(failed('ENDPOINT_FAILED', `word ${'x'.repeat(at)}`));
    expect(tally.lines().length).toBeLessThanOrEqual(9);
    expect(tally.lines().join()).toContain('92 requests');
  });
});
