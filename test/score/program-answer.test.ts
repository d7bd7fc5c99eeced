import { describe, expect, it } from 'vitest';
import { type Execution, found, notFound, type Program } from '../../src/core/index.ts';
import { mathEquivalence, printedAnswer, programAnswer } from '../../src/score/index.ts';
import { attemptOf, executionOf, noExecution } from './support.ts';

const limits = { timeoutMs: 5000, memoryMb: 512, maxOutputBytes: 65_536 };
const programOf = (code: Program['code']): Program => ({ language: 'python', code, limits });
const scorer = programAnswer(programOf, mathEquivalence());
const judge = (more: Partial<Execution>) => scorer(attemptOf('8', 'print(8)'), async () => executionOf(more));
const cell = (stdout: string, raised = false) => ({ stdout, raised });
const raised = {
  outcome: 'raised',
  error: { type: 'NameError', message: 'y', line: 2, origin: 'candidate' },
} as const;

describe('programAnswer', () => {
  it('judges what the program prints as an answer', async () => {
    expect(await judge({ stdout: ' 8.0\n' })).toMatchObject({ verdict: 'correct', outcome: 'finished' });
    expect(await judge({ stdout: '9\n' })).toMatchObject({ verdict: 'incorrect', outcome: 'finished' });
  });

  it('runs nothing when no program was found', async () => {
    expect(await scorer(attemptOf('8', notFound('no block')), noExecution)).toMatchObject({
      verdict: 'no-answer',
      reason: 'no block',
    });
  });

  it.each<[string, string, Partial<Execution>]>([
    ['no-answer', 'the program printed nothing', { stdout: ' \n' }],
    ['no-answer', 'the program printed nothing: the program raised NameError: y (line 2)', raised],
    ['incorrect', 'no result within 5 s', { outcome: 'timed-out', stdout: '8' }],
    ['incorrect', 'it printed more than 65536 bytes', { outcome: 'output-limit', stdout: '8' }],
  ])('says %s: %s', async (verdict, reason, execution) => {
    expect(await judge(execution)).toMatchObject({ verdict, reason });
  });

  it('counts what was printed before an exception or an exit', async () => {
    expect(await judge({ ...raised, stdout: '8\n' })).toMatchObject({
      verdict: 'correct',
      outcome: 'raised',
    });
    expect(await judge({ outcome: 'exited-early', stdout: '8\n' })).toMatchObject({ verdict: 'correct' });
  });

  it('leaves unscored what needs a module that is missing', async () => {
    const judgement = await judge({ ...raised, missingModule: 'sympy', sandbox: 'wasm', stdout: '8\n' });
    expect(judgement).toMatchObject({ verdict: 'unscored', missing: { module: 'sympy', sandbox: 'wasm' } });
  });

  it('says that a program was begun anew', async () => {
    expect((await judge({ stdout: '8', reruns: 1 })).reason).toContain('begun anew');
  });

  it('finds the answer in the printed text when it is told how', async () => {
    const last = programAnswer(programOf, mathEquivalence(), printed =>
      found(printed.split(' ').at(-1) ?? '', 'last word'),
    );
    expect(await last(attemptOf('8', 'x'), async () => executionOf({ stdout: 'it is 8' }))).toMatchObject({
      verdict: 'correct',
    });
  });
});

describe('printedAnswer', () => {
  it.each<[string, NonNullable<Execution['cells']>, number]>([
    ['2', [cell('1\n'), cell('2\n'), cell('')], 3],
    ['1', [cell('1\n'), cell('2\n', true), cell('')], 3],
    ['2', [cell('1\n'), cell('2\n', true)], 2],
    ['1', [cell('1\n'), cell(' \n', true)], 2],
    ['1', [cell('1\n'), cell('2\n', true)], 3],
    ['', [cell('', true)], 1],
  ])('is %j for the cells %j of %i', (answer, cells, count) => {
    const program = programOf(Array.from({ length: count }, () => 'x'));
    expect(printedAnswer(executionOf({ cells, stdout: 'all' }), program)).toBe(answer);
  });
});
