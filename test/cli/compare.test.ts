import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunComparison } from '../../src/core/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';

/** What the model `weak` gets wrong, and `strong`. */
const wrong: Readonly<Record<string, (n: number) => boolean>> = {
  weak: n => n % 4 === 0,
  strong: n => n % 20 === 5,
};

describe('compare', () => {
  let folder: string;
  const compare = (...args: readonly string[]) => runHere(['compare', ...args, '--results', folder]);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-compare-'));
    const server = await startServer({
      models: ['weak', 'strong'],
      answer: ({ model, lastUserText }) => {
        const [id, , n] = lastUserText.split(' ');
        return wrong[model]?.(Number(n)) ? 'no idea' : `${id} answer ${n}`;
      },
    });
    const [sums, words] = [writeBenchmark(folder, 'sums', 40), writeBenchmark(folder, 'words', 12)];
    for (const [model, names] of [
      ['weak', [sums, words]],
      ['strong', [sums, words]],
    ] as const) {
      const { code, stderr } = await runHere([
        ...['run', ...names, '--model', `vllm/${model}`, '--base-url', server.url, '--quiet'],
        ...['--results', folder, '--run-name', model],
      ]);
      expectCode({ code, stderr }, 0);
    }
    await server.close();
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it('shows the difference of two runs, named below --results, with what to know about it', async () => {
    const { code, stdout, stderr } = await compare('weak', 'strong');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map(line => line.trimEnd())).toEqual([
      'benchmark              n     A     B    B-A            95 %       p  p (Holm)  least shown  B won  A won',
      '─'.repeat(104),
      'sums.direct (exact)   40  75.0  95.0  +20.0   +3.5 to +36.6  0.0386    0.0771         23.6     10      2',
      'words.direct (exact)  12  75.0  91.7  +16.7  -18.9 to +48.5    0.63      0.63         53.5      3      1',
      'mean of 2 benchmarks  52  75.0  93.3  +18.3   -1.3 to +36.3  0.0582         –            –      –      –',
      '',
      `A weak, ${folder}/weak`,
      `B strong, ${folder}/strong`,
      'pass@1 in percent, differences in points, over the samples that both have',
      'p: exact McNemar test; interval: Tango',
      'p (Holm): adjusted for the number of lines (the mean apart); * at most 0.05',
      'least shown: the smallest difference that so many samples would show in 4 of 5 comparisons',
      'B won, A won: samples on which only the one was right, or more often',
      '',
      'sums.direct (exact), B won 10: 0, 4, 8, 12, 16, 20, 24, 28, and 2 more',
      'sums.direct (exact), A won 2: 5, 25',
      'words.direct (exact), B won 3: 0, 4, 8',
      'words.direct (exact), A won 1: 5',
      '--flips lists them with their verdicts.',
      '',
    ]);
  });

  it('turns round with its arguments', async () => {
    const there: RunComparison = JSON.parse((await compare('weak', 'strong', '--json')).stdout);
    const back: RunComparison = JSON.parse((await compare('strong', 'weak', '--format', 'json')).stdout);
    expect(there.cells.map(({ difference }) => -difference)).toEqual(
      back.cells.map(({ difference }) => difference),
    );
    expect(there.cells.map(({ p, gained, lost }) => [p, gained, lost])).toEqual(
      back.cells.map(({ p, gained, lost }) => [p, lost, gained]),
    );
    expect(there.cells[0]?.flips).toHaveLength(12);
    expect(there.overall?.p).toBe(back.overall?.p);
  });

  it.each([
    ['md', /^\| sums\.direct \(exact\) \| 40 \| 75\.0 \| 95\.0 \| \+20\.0 \|/m],
    ['latex', /^sums\.direct \(exact\) & 40 & 75\.0 & 95\.0 & \+20\.0 &/m],
    ['csv', /^sums,direct,exact,,,40,0,0,0,75\.00,95\.00,20\.00,3\.47,36\.63,0\.038\d+,0\.077\d+,mcnemar,/m],
  ])('writes %s', async (format, line) => {
    const { code, stdout } = await compare('weak', 'strong', '--format', format);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(line) });
  });

  it('lists every flip with the file and line of both verdicts', async () => {
    const { stdout } = await compare('weak', 'strong', '--flips', '--format', 'csv', '--benchmark', 'words');
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('benchmark,protocol,grader,id,better,a,b,a_at,b_at');
    expect(lines.map(line => line.split(',').slice(3, 7).join(' '))).toEqual([
      '0 B incorrect correct',
      '4 B incorrect correct',
      '5 A correct incorrect',
      '8 B incorrect correct',
    ]);
    expect(lines[0]).toMatch(/weak\/verdicts\/words\.direct\.exact\.jsonl:\d+,.*strong\/verdicts\/.*:\d+$/);
    const list = await compare('weak', 'strong', '--flips', '--benchmark', 'words.direct');
    expect(list.stdout).toMatch(/^5 +A +correct +incorrect +\d+ +\d+$/m);
    expect((await compare('weak', 'strong', '--flips', '--format', 'md')).stdout).toMatch(/^\| sums \|/m);
  });

  it.each([
    [['weak'], 'eurus-eval: compare takes two runs: directories, or names of runs below --results.\n'],
    [
      ['weak', 'stron'],
      /^eurus-eval: There is no run stron, neither here nor in .*\.\nDid you mean "strong"\?\n$/,
    ],
    [['weak', 'weak'], /^eurus-eval: .*weak and .*weak are the same run\.\n$/],
    [
      ['weak', 'strong', '--benchmark', 'gsm8k'],
      'eurus-eval: --benchmark gsm8k: neither run has it.\nThey have: sums.direct, words.direct.\n',
    ],
    [
      ['weak', 'strong', '--grader', 'loose'],
      'eurus-eval: --grader loose: neither run has it.\nThey have: exact.\n',
    ],
    [
      ['weak', 'strong', '--format', 'html'],
      'eurus-eval: --format is "html", expected one of: terminal, md, csv, latex, json.\n',
    ],
    [
      ['weak', 'strong', '--flips', '--format', 'latex'],
      'eurus-eval: --flips has no LaTeX form; use md, csv or json.\n',
    ],
  ])('refuses %j in a line', async (args, message) => {
    const { code, stdout, stderr } = await compare(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });
});
