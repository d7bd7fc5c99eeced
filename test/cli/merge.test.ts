import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';
import { smallDisk } from '../support/small-disk.ts';
import { filesIn, runCommand, startSameModel, withoutTime } from './merge-shards.ts';

/** A run in shards and the same uncut, by the real program. */
const withShards = async (
  count: number,
  work: (made: {
    readonly folder: string;
    readonly command: readonly string[];
    readonly requests: () => number;
    readonly whole: string;
    readonly at: (name: string) => string;
  }) => Promise<void>,
): Promise<void> => {
  const folder = temporaryFolder();
  const benchmarks = [writeBenchmark(folder, 'sums', 17), writeBenchmark(folder, 'words', 6)];
  const server = await startSameModel();
  try {
    const command = runCommand(benchmarks, server.url, folder);
    const whole = await runCli([...command, '--run-name', 'whole']);
    expectCode(whole, 0);
    const shards = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        runCli([...command, '--run-name', 'x', '--shard', `${at + 1}/${count}`, '--quiet']),
      ),
    );
    expect(shards.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      shards.map(() => ({ code: 0, stderr: '' })),
    );
    const at = (name: string): string => join(folder, name);
    await work({ folder, command, requests: server.requests, whole: whole.stdout, at });
  } finally {
    await server.close();
  }
};

/** A command whose server is not there. */
const asking = (benchmark: string, folder: string): readonly string[] => [
  ...['run', benchmark, '--model', 'vllm/m', '--base-url', 'http://127.0.0.1:1/v1', '--results', folder],
];

describe('eurus-eval merge', () => {
  it(
    'prints the table of the uncut run, keeps its summary, and goes on as it',
    () =>
      withShards(3, async ({ folder, command, requests, whole, at }) => {
        const shards = [1, 2, 3].map(index => at(`x.shard-${index}-of-3`));
        const merged = await runCli(['merge', at('out'), ...shards]);
        expect(merged).toMatchObject({ code: 0, stdout: whole });
        const summary = (name: string): string =>
          withoutTime(readFileSync(join(at(name), 'summary.json'), 'utf8'));
        expect(summary('out')).toBe(summary('whole'));
        expect([...filesIn(at('out')).keys()]).toEqual([...filesIn(at('whole')).keys()]);
        const before = requests();
        const again = await runCli([...command, '--run-name', 'out']);
        expect({ code: again.code, stdout: again.stdout, asked: requests() - before }).toEqual({
          ...{ code: 0, stdout: whole, asked: 0 },
        });
        const { stdout: table, stderr: left } = await runHere(['table', folder]);
        expect(table.match(/│ m \(/g)).toHaveLength(2);
        expect(left).toContain('Left out: 3 shards of runs');
        const { stdout } = await runHere(['compare', at('whole'), at('out'), '--json']);
        expect(JSON.parse(stdout).cells).toMatchObject([
          { gained: 0, lost: 0 },
          { gained: 0, lost: 0 },
        ]);
        expectCode(await runHere(['score', at('out'), '--json', '--quiet']), 0);
        const rows = await runHere(['export', at('out'), '--format', 'csv', '--out', at('out.csv')]);
        expectCode(rows, 0);
        expect(readFileSync(at('out.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 2 * 23);
      }),
    120_000,
  );

  it('names what is missing, in words and in JSON, and ends with 1', () =>
    withShards(2, async ({ at }) => {
      const second = join(at('x.shard-2-of-2'), 'completions', 'sums.direct.jsonl');
      const lines = readFileSync(second, 'utf8').trimEnd().split('\n');
      writeFileSync(second, `${lines.slice(0, -2).join('\n')}\n`);
      const part = await runHere(['merge', at('part'), at('x.shard-1-of-2')]);
      expectCode(part, 1);
      expect(part.stderr).toMatch(
        /^Shard 2 is not here: 22 answers to 11 samples are missing \(sums\.direct\/\d+\/0, .* and 18 more\)\.$/m,
      );
      const both = await runHere([
        'merge',
        at('both'),
        at('x.shard-1-of-2'),
        at('x.shard-2-of-2'),
        '--json',
        '--quiet',
      ]);
      expectCode(both, 1);
      const { merge, cells } = JSON.parse(both.stdout);
      expect(cells).toHaveLength(2);
      expect(merge).toMatchObject({
        missing_shards: [],
        duplicates: 0,
        gaps: [
          { directory: at('x.shard-2-of-2'), answers: 2, keys: [expect.any(String), expect.any(String)] },
        ],
      });
      expect(both.stderr).toMatch(
        /^Shard 2\/2 \(x\.shard-2-of-2\) is not finished: 2 answers to [12] samples? are missing/m,
      );
    }));

  it('says how answers get a verdict that have none', () =>
    withShards(2, async ({ at }) => {
      rmSync(join(at('x.shard-2-of-2'), 'verdicts'), { recursive: true });
      const { code, stderr } = await runHere([
        'merge',
        at('out'),
        at('x.shard-1-of-2'),
        at('x.shard-2-of-2'),
      ]);
      expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
        ...{ code: 1, last: `What has no verdict: eurus-eval score ${at('out')} judges it.` },
      });
      expectCode(await runHere(['score', at('out'), '--quiet']), 0);
    }));

  it(
    'joins what an earlier merge has made with the shards that it lacks',
    () =>
      withShards(3, async ({ whole, at }) => {
        const [first, second, third] = [1, 2, 3].map(index => at(`x.shard-${index}-of-3`)) as [
          string,
          string,
          string,
        ];
        expectCode(await runHere(['merge', at('early'), first]), 1);
        const part = await runHere(['merge', at('part'), at('early'), second]);
        expectCode(part, 1);
        expect(part.stderr).toMatch(/^Shard 3 is not here: \d+ answers to \d+ samples are missing/m);
        const all = await runHere(['merge', at('all'), at('part'), first, third]);
        expect({ code: all.code, table: all.stdout }).toEqual({ code: 0, table: whole });
        const { merged } = JSON.parse(readFileSync(join(at('all'), 'run.json'), 'utf8'));
        expect(merged.map(({ run }: { run: string }) => run)).toEqual(
          [1, 2, 3].map(index => `x.shard-${index}-of-3`),
        );
      }),
    120_000,
  );

  it('takes a folder of runs, names of runs, and never what it writes', () =>
    withShards(2, async ({ folder, whole, at }) => {
      rmSync(at('whole'), { recursive: true });
      const first = await runHere(['merge', at('out'), folder, '--quiet']);
      expect({ code: first.code, table: first.stdout }).toEqual({ code: 0, table: whole });
      const names = ['x.shard-1-of-2', 'x.shard-2-of-2'];
      const again = await runHere(['merge', at('out'), ...names, '--results', folder, '--quiet']);
      expect({ code: again.code, table: again.stdout }).toEqual({ code: 0, table: whole });
      expect(again.stderr).toContain('46 answers stood in two runs, word for word: counted once.');
    }));

  it('refuses in one line, or with a table of what differs', () =>
    withShards(2, async ({ command, at }) => {
      const usage = [
        ['merge'],
        ['merge', at('out')],
        ['merge', at('out'), at('nothing')],
        ['merge', at('out'), at('sums')],
      ];
      for (const args of usage) {
        const { code, stderr } = await runHere(args);
        expect({ code, lines: stderr.trimEnd().split('\n').length <= 2 }).toEqual({ code: 2, lines: true });
      }
      const odd = [...command, '--run-name', 'odd', '--shard', '2/2', '--temperature', '0.9', '--quiet'];
      expectCode(await runCli(odd), 0);
      const { code, stderr, stdout } = await runHere([
        'merge',
        at('out'),
        at('x.shard-1-of-2'),
        at('odd.shard-2-of-2'),
      ]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.replaceAll(`${at('')}/`, '')).toBe(
        [
          'eurus-eval: odd.shard-2-of-2 is not of the same run as x.shard-1-of-2: it differs in temperature',
          '  what differs                             shard 1  shard 2  set by',
          '  temperature (sums.direct, words.direct)  0.5      0.9      --temperature',
          'Merge only what one command has made, but for its --shard; run the shard that differs again.',
          '',
        ].join('\n'),
      );
    }));

  it('says that the disk is full, and leaves nothing behind', async context => {
    const disk = await smallDisk(24);
    if (disk === null) return context.skip();
    try {
      await withShards(2, async ({ at }) => {
        const out = join(disk.path, 'out');
        const { code, stderr } = await runHere([
          'merge',
          out,
          at('x.shard-1-of-2'),
          at('x.shard-2-of-2'),
          '--quiet',
        ]);
        expectCode({ code, stderr }, 3);
        expect(stderr.split('\n')[0]).toMatch(/^eurus-eval: cannot write .*: the disk is full$/);
        expect([...filesIn(disk.path).keys()]).toEqual([]);
      });
    } finally {
      await disk.remove();
    }
  });
});

describe('eurus-eval run --shard', () => {
  const dry = (...more: readonly string[]) =>
    runHere([
      'run',
      'gsm8k',
      '--model',
      'vllm/m',
      '--base-url',
      'http://127.0.0.1:1/v1',
      '--dry-run',
      ...more,
    ]);

  it.each(['0/4', '5/4', 'x', '4', '1/0', '-1/4', '1/2/3', '1.5/4', '1/99999999'])(
    'refuses "%s" in one line',
    async value => {
      const { code, stderr } = await dry(`--shard=${value}`);
      expectCode({ code, stderr }, 2);
      expect(stderr).toMatch(
        /^eurus-eval: --shard is ".*", expected I\/N with I from 1 to N, such as 2\/4.*\n$/,
      );
    },
  );

  it('refuses a balance without a shard, and an earlier run that is not there', async () => {
    expect(await dry('--balance')).toMatchObject({
      code: 2,
      stderr: 'eurus-eval: --balance is about shards: add --shard I/N.\n',
    });
    const { code, stderr } = await dry('--shard', '1/2', '--balance-by', 'nothing-of-that-name');
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain('There is no run nothing-of-that-name');
  });

  it('shows the shard with --dry-run, and names its directory by it', async () => {
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 10);
    const args = asking(benchmark, folder);
    const plan = async (...more: readonly string[]) => runHere([...args, '--dry-run', ...more]);
    const { stdout } = await plan('--shard', '2/4', '--run-name', 'x');
    expect(stdout).toContain(
      'Shard 2/4, cut into equal numbers of samples: 3 of 10 samples\n3 requests to m, kept in',
    );
    expect(stdout).toContain('x.shard-2-of-4');
    const { shard, directory } = JSON.parse((await plan('--shard', '2/4', '--balance', '--json')).stdout);
    expect(shard).toEqual({ index: 2, count: 4, by: 'expected', samples: 3, of: 10 });
    expect(directory).toMatch(/\/m-[0-9a-f]{8}\.shard-2-of-4$/);
  });

  it('does nothing where there are more shards than samples, says so and ends with 0', async () => {
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 2);
    const args = asking(benchmark, folder);
    const empty = await runHere([...args, '--shard', '3/3', '--fail-under', 'pass@1=0.5']);
    expect(empty).toMatchObject({ code: 0, stdout: 'Nothing was scored.\n' });
    expect(empty.stderr).toContain(
      'Shard 3/3 is empty: there are more shards than samples. Nothing to do.\n',
    );
  });

  it('holds a threshold against no benchmark of which the shard has nothing', async () => {
    const folder = temporaryFolder();
    const benchmarks = [writeBenchmark(folder, 'sums', 6), writeBenchmark(folder, 'words', 1)];
    const server = await startSameModel();
    try {
      const command = [...runCommand(benchmarks, server.url, folder), '--run-name', 'x', '--quiet'];
      const codes: (number | null)[] = [];
      for (const index of [1, 2]) {
        const args = [...command, '--shard', `${index}/2`, '--fail-under', 'words:pass@1=1'];
        codes.push((await runCli(args)).code);
      }
      // The model is wrong half the time on that one sample; the shard that has it says so.
      expect(codes.sort()).toEqual([0, 100]);
    } finally {
      await server.close();
    }
  });

  it('balances by an earlier run', async () => {
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 9);
    const server = await startSameModel('x'.repeat(400));
    try {
      const command = runCommand([benchmark], server.url, folder);
      expectCode(await runCli([...command, '--run-name', 'before', '--quiet']), 0);
      const by = ['--balance-by', 'before', '--run-name', 'x', '--quiet'];
      for (const index of [1, 2]) {
        expectCode(await runCli([...command, ...by, '--shard', `${index}/2`]), 0);
      }
      const merged = await runHere([
        'merge',
        join(folder, 'out'),
        join(folder, 'x.shard-1-of-2'),
        join(folder, 'x.shard-2-of-2'),
      ]);
      expectCode(merged, 0);
      const whole = readFileSync(join(folder, 'before', 'summary.json'), 'utf8');
      expect(withoutTime(readFileSync(join(folder, 'out', 'summary.json'), 'utf8'))).toBe(withoutTime(whole));
    } finally {
      await server.close();
    }
  });

  it('may stand in a config file', async () => {
    const folder = temporaryFolder();
    const benchmark = writeBenchmark(folder, 'sums', 10);
    writeFileSync(join(folder, 'eurus.config.json'), JSON.stringify({ shard: '2/5', balance: true }));
    const args = [
      'run',
      benchmark,
      '--model',
      'vllm/m',
      '--base-url',
      'http://127.0.0.1:1/v1',
      '--dry-run',
      '--json',
    ];
    const { stdout } = await runCli(args, { cwd: folder });
    expect(JSON.parse(stdout).shard).toMatchObject({ index: 2, count: 5, by: 'expected', samples: 2 });
  });
});
