import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from '../docs/documented.ts';
import { serverOf } from '../reward/support.ts';
import { runCli, runHere, startCli } from '../support/cli.ts';
import { startEchoServer } from '../support/echo-server.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWith } from '../support/requires.ts';

/** Rewards between −2 and 2 that look drawn at random; some pairs are ties, some the wrong way round. */
const rowsOf = (count: number): readonly Readonly<Record<string, unknown>>[] =>
  Array.from({ length: count }, (_, at) => {
    const worth = (salt: number): string => (((at * 37 + salt) % 41) / 10 - 2).toFixed(1);
    const [chosen, rejected] = [worth(19), at % 10 === 0 ? worth(19) : worth(5)];
    return {
      ...(at % 2 === 0
        ? { prompt: `Question ${at}?`, subset: 'plain' }
        : {
            trajectory: [{ from: 'user', value: `Question ${at}?` }],
            ...{ task: 'Coding', dataset: 'apps' },
          }),
      ...{ chosen: `worth <${chosen}> c`, rejected: `worth <${rejected}> r`, id: `p${at}` },
    };
  });

const written = (count = 30, name = 'preferences.jsonl') => {
  const folder = temporaryFolder();
  const file = join(folder, name);
  writeFileSync(
    file,
    rowsOf(count)
      .map(row => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  return { folder, file, out: join(folder, 'out') };
};

describe('pairs', () => {
  it('prints a row a subset, and all of it', async () => {
    const [{ file, out }, { url }] = [written(), await serverOf()];
    const { code, stdout, stderr } = await runHere([
      'pairs',
      file,
      '--reward',
      'vllm/rm',
      '--base-url',
      url,
      '--out',
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'rm: 30 pairs asked about\n' });
    expect(stdout).toMatch(/^plain +15 /m);
    expect(stdout).toMatch(/^Coding\/apps +15 /m);
    expect(stdout).toMatch(/^all pairs +30 /m);
    expect(stdout).toContain('3 pairs have equal rewards: wrong, as in RewardBench');
    expect(stdout).toContain('L_DR is over rows of UltraInteract; L is L_BT for the others');
    const csv = await runHere(['pairs', file, '--out', out, '--format', 'csv']);
    expect(csv.stdout.split('\n').map(line => line.split(',').length)).toEqual([17, 17, 17, 17, 1]);
  });

  it('ends in 1 with what could not be scored', async () => {
    const { file, out } = written(4);
    const { url } = await serverOf({ fault: ({ asked }) => (asked === 0 ? { status: 413 } : null) });
    const args = ['--reward-api', 'judge', '--max-retries', '0', '--concurrency', '1'];
    const flags = ['--reward', 'vllm/rm', '--base-url', `${url}/v1`, '--out', out, ...args];
    const { code, stderr, stdout } = await runHere(['pairs', file, ...flags]);
    expectCode({ code, stderr }, 1);
    expect(stdout).toContain('(1 unscored)');
    expect(stderr).toMatch(/1 pair could not be scored .*HTTP 413/);
    expectCode(await runHere(['pairs', file, ...flags]), 0);
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /takes one file of pairs/],
    [['FILE'], /No model is named, and .* has no rewards/],
    [['nowhere.jsonl', '--reward', 'vllm/rm'], /nowhere\.jsonl/],
    [['FILE', '--reward', 'vllm/rm', '--policy', 'vllm/p'], /--reward judges a reward model/],
    [['FILE', '--policy', 'vllm/p', '--reference', 'vllm/b'], /--chat-template is missing/],
    [
      ['FILE', '--policy', 'vllm/a,vllm/a', '--reference', 'vllm/b', '--chat-template', 'plain'],
      /Two policies are called "a"/,
    ],
    [
      ['FILE', '--policy', 'reference=vllm/a', '--reference', 'vllm/b', '--chat-template', 'plain'],
      /cannot be called "reference"/,
    ],
    [
      [
        'FILE',
        '--policy',
        'vllm/a',
        '--policy-base-url',
        'http://x/v1,http://y/v1',
        '--chat-template',
        'plain',
      ],
      /2 endpoints for 1 policies/,
    ],
    [
      ['FILE', '--policy', 'vllm/a', '--base-url', 'http://x', '--chat-template', 'plain'],
      /--base-url is for/,
    ],
    [['FILE', '--policy', 'nobody/a', '--chat-template', 'plain'], /Unknown provider "nobody" in --policy/],
    [['FILE', '--reward', 'vllm/rm', '--objective', 'dpo'], /--objective is "dpo"/],
    [['FILE', '--reward', 'vllm/rm', '--beta', '0'], /--beta/],
  ];
  for (const [args, why] of wrong) {
    it(`says what is wrong with: ${args.join(' ')}`, async () => {
      const { file, out } = written(2);
      const { code, stderr } = await runHere([
        'pairs',
        ...args.map(arg => (arg === 'FILE' ? file : arg)),
        ...['--out', out],
      ]);
      expectCode({ code, stderr }, 2);
      expect(stderr).toMatch(why);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    });
  }

  it('makes no folder for a file that is missing, or holds nothing', async () => {
    const { folder, out } = written(0);
    for (const name of ['preferences.jsonl', 'none.jsonl']) {
      const { code, stderr } = await runHere([
        'pairs',
        join(folder, name),
        '--reward',
        'vllm/rm',
        '--out',
        out,
      ]);
      expectCode({ code, stderr }, 2);
      expect(stderr).toContain(name);
    }
    expect(existsSync(out)).toBe(false);
  });

  it('loses no pair to SIGKILL but those in flight, and asks for none twice', async () => {
    const [{ file, out }, server] = [written(60), await serverOf({ latencyMs: 15 })];
    const flags = ['--reward', 'vllm/rm', '--base-url', server.url, '--out', out, '--concurrency', '2'];
    const args = ['pairs', file, ...flags, '--reward-api', 'score', '--batch-size', '2', '--json'];
    const records = join(out, 'rewards', 'pairs.rm.jsonl');
    const started = startCli(args);
    const kept = (): number =>
      existsSync(records) ? readFileSync(records, 'utf8').split('\n').length - 1 : 0;
    while (kept() < 12 && started.process.exitCode === null) await sleep(5);
    started.process.kill('SIGKILL');
    await started.ended;
    const before = kept();
    expect(before).toBeGreaterThanOrEqual(12);
    expect(before).toBeLessThan(60);
    const asked = server.requests();
    expect(asked - before).toBeLessThanOrEqual(2);
    const { code, stdout, stderr } = await runCli(args);
    expectCode({ code, stderr }, 0);
    expect(server.requests() - asked).toBe(60 - before);
    expect(JSON.parse(stdout)).toMatchObject({ judges: [{ name: 'rm', all: { pairs: 60, unscored: 0 } }] });
  });

  it('names the flag of the server that it cannot reach', async () => {
    const { file, out } = written(2);
    const flags = ['--chat-template', 'plain', '--out', out, '--max-retries', '0', '--reference', 'vllm/b'];
    const { code, stderr } = await runHere([
      ...['pairs', file, ...flags, '--reference-base-url', 'http://127.0.0.1:9/v1'],
    ]);
    expectCode({ code, stderr }, 3);
    expect(stderr).toContain('point --reference-base-url at it');
  });

  it('keeps reference and policies one after the other', async () => {
    const [{ file, out }, { url }] = [written(4), await startEchoServer()];
    const shared = ['--chat-template', 'chatml', '--out', out];
    const first = await runHere([
      ...['pairs', file, ...shared, '--reference', 'vllm/base', '--reference-base-url', url],
    ]);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toContain('Implicit rewards need --policy PROVIDER/NAME, too.');
    const second = await runHere([
      'pairs',
      file,
      ...shared,
      '--policy',
      'vllm/tuned',
      '--policy-base-url',
      url,
    ]);
    expectCode(second, 0);
    expect(second.stdout).toContain('── tuned ');
    const figure = await runHere(['plot', out, '--figure', 'implicit-rewards']);
    expect(figure).toMatchObject({ code: 2, stderr: expect.stringContaining('two checkpoints') });
  });
});

const program = `
import json, math, statistics, sys
rows = {}
for line in open(sys.argv[1]):
    row = json.loads(line)
    rows[row['id']] = row
scores = []
for line in open(sys.argv[2]):
    record = json.loads(line)
    scores.append((record['chosen'], record['rejected'], 'trajectory' in rows[record['key']]))
def loss(x):
    return -math.log(1 / (1 + math.exp(-x)))
margins = [c - r for c, r, _ in scores]
bt = [loss(c - r) for c, r, _ in scores]
dr = [loss(c) + loss(-r) for c, r, u in scores if u]
total = [loss(c - r) + (loss(c) + loss(-r) if u else 0) for c, r, u in scores]
percentiles = statistics.quantiles(margins, n=20, method='inclusive')
print(json.dumps({
    'accuracy': sum(c > r for c, r, _ in scores) / len(scores),
    'ties': sum(c == r for c, r, _ in scores),
    'margin': statistics.fmean(margins), 'median': statistics.median(margins),
    'p5': percentiles[0], 'p25': percentiles[4], 'p75': percentiles[14], 'p95': percentiles[18],
    'bt': statistics.fmean(bt), 'dr': statistics.fmean(dr), 'total': statistics.fmean(total),
}))
`;
const python = spawnSync('python3', ['-c', 'import statistics']).status === 0;

describeWith('python3', python)('the numbers of pairs', () => {
  it('are those that Python computes from the records', async () => {
    const [{ file, out }, { url }] = [written(101), await serverOf()];
    const args = ['pairs', file, '--reward', 'vllm/rm', '--base-url', url, '--out', out, '--json'];
    const { all } = JSON.parse((await runHere(args)).stdout).judges[0];
    const records = join(out, 'rewards', 'pairs.rm.jsonl');
    const { stdout, stderr } = spawnSync('python3', ['-c', program, file, records], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const theirs = JSON.parse(stdout);
    expect(all.ties).toBe(theirs.ties);
    expect(theirs.ties).toBeGreaterThan(5);
    const ours = {
      accuracy: all.accuracy.value,
      ...{ margin: all.margin.mean.value, median: all.margin.median },
      ...{ p5: all.margin.p5, p25: all.margin.p25, p75: all.margin.p75, p95: all.margin.p95 },
      ...{ bt: all.objective.bt.value, dr: all.objective.dr.value, total: all.objective.total.value },
    };
    for (const [name, value] of Object.entries(ours)) expect(value, name).toBeCloseTo(theirs[name], 12);
  });
});

describe('docs/pairs.md', () => {
  it('shows commands that work', async () => {
    const { folder } = written(8);
    const [reward, echo] = [await serverOf(), await startEchoServer()];
    const commands = documentedCommands('docs/pairs.md');
    expect(commands.length).toBe(4);
    for (const { text, line } of commands) {
      const [program, ...args] = text
        .replace('http://127.0.0.1:8000', reward.url)
        .replaceAll(/http:\/\/127\.0\.0\.1:800[12]\/v1/g, echo.url)
        .split(/\s+/);
      expect(program).toBe('eurus-eval');
      const { code, stderr } = await runHere(args, { cwd: folder });
      expect(code, `line ${line}: ${stderr}`).toBe(0);
    }
    expect(readFileSync(join(folder, 'figure-5.png')).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('the figure of implicit rewards', () => {
  it('shows the means of every checkpoint where they stand, and says them', async () => {
    const folder = temporaryFolder();
    const mean = (value: number) => ({ value, ci95: [value - 0.5, value + 0.5] });
    const judge = (name: string, chosen: number, rejected: number) => ({
      ...{ name, kind: 'implicit' },
      all: {
        ...{ chosen: mean(chosen), rejected: mean(rejected), margin: { mean: mean(chosen - rejected) } },
      },
    });
    const judges = [
      judge('dpo-200', -1, -3),
      judge('dpo-1000', -2, -6),
      judge('kto-200', 1, -2),
      judge('kto-1000', 2, -3),
    ];
    const reward = { name: 'rm', kind: 'reward', all: {} };
    writeFileSync(join(folder, 'pairs.json'), JSON.stringify({ beta: 0.1, judges: [...judges, reward] }));
    const { code, stdout, stderr } = await runHere(['plot', folder, '--figure', 'implicit-rewards']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('aria-label="dpo, margin at dpo-1000: 4.00, 95 % interval 3.50 to 4.50"');
    expect(stdout).toContain('aria-label="kto, chosen at kto-200: 1.00, 95 % interval 0.500 to 1.50"');
    expect(stdout.match(/aria-label="[^"]* at (?:dpo|kto)-\d+: /g)).toHaveLength(12);
  });

  it('says what it is drawn from', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'pairs.json'), '{"judges": [{"kind": "implicit", "name": 3}]}');
    for (const args of [[folder], [join(folder, 'none')], []]) {
      const { code, stderr } = await runHere(['plot', ...args, '--figure', 'implicit-rewards']);
      expectCode({ code, stderr }, 2);
      expect(stderr).toMatch(/pairs/);
    }
  });
});
