import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runCli, runHere, startCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';

const fileOf = (lines: readonly string[]): string => {
  const file = join(temporaryFolder(), 'pairs.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

const judged = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { id: unknown; equal: boolean; method: string; reason: string });

/** Equal for even numbers, unequal for odd ones; more than one process judges alone. */
const many = Array.from({ length: 12_000 }, (_, n) => {
  const [gold, pred] = [`\\frac{${2 * n}}{2}`, n % 2 === 0 ? `${n}` : `${n + 1}`];
  return JSON.stringify({ id: n, gold, pred });
});

describe('math', () => {
  it('answers for one pair with method and reason', async () => {
    const { code, stdout } = await runCli(['math', '\\frac{1}{2}', '0.5']);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { equal: true, method: 'number', id: null }]);
  });

  it('judges long files in threads, a line a row in the order of the file', async () => {
    const { code, stdout } = await runHere(['math', '--jsonl', fileOf(many)]);
    const rows = judged(stdout);
    expect([code, rows.map(({ id }) => id)]).toEqual([0, many.map((_, n) => n)]);
    expect(rows.map(row => row.equal)).toEqual(many.map((_, n) => n % 2 === 0));
  });

  it('keeps all digits of an id beyond 2^53', async () => {
    const id = '123456789012345678901';
    const { stdout } = await runHere(['math', '--jsonl', fileOf([`{"id":${id},"gold":"1","pred":1}`])]);
    expect(stdout).toContain(`{"id":${id},"gold":"1","pred":"1","equal":true`);
  });

  it('says which row holds no answer, and goes on', async () => {
    const file = fileOf(['{"id":"a","gold":[],"pred":"1"}', '7', '{"id":"c","gold":"1","pred":"1"}']);
    const { code, stdout } = await runHere(['math', '--jsonl', file]);
    expect([code, judged(stdout).map(row => [row.id, row.equal, row.method])]).toEqual([
      0,
      [
        ['a', false, 'none'],
        [null, false, 'none'],
        ['c', true, 'text'],
      ],
    ]);
    expect(judged(stdout)[0]?.reason).toBe('line 1: "gold" is no text and no number');
  });

  it.each([10, 8000])('prints what stands before a torn line %i, then names it', async lines => {
    const { code, stdout, stderr } = await runCli([
      'math',
      '--jsonl',
      fileOf([...many.slice(0, lines), '{"id":']),
    ]);
    expect([code, judged(stdout).length]).toEqual([2, lines]);
    expect(stderr).toContain(`pairs.jsonl:${lines + 1}: not valid JSON`);
  });

  it('waits for a reader that is slow', async () => {
    const file = fileOf(many);
    const { process: child, ended } = startCli(['math', '--jsonl', file]);
    child.stdout?.pause();
    // Nothing is read for a while: the pipe holds some 64 KiB, a fraction of what there is to say.
    await sleep(1500);
    expect(child.exitCode).toBeNull();
    child.stdout?.resume();
    const { code, stdout } = await ended;
    expect([code, judged(stdout).length]).toEqual([0, many.length]);
  });
});
