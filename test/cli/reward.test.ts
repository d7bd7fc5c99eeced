import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as reward from '../../src/cli/reward.ts';
import * as table from '../../src/cli/table.ts';
import {
  answerAnew,
  rewardLines,
  rewardThrough,
  serverOf,
  worthIn,
  worthyRun,
  writeVotes,
} from '../reward/support.ts';
import { startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { runCommand } from '../support/in-process.ts';
import type { WrittenRun } from '../support/written-run.ts';

const halfRight = (given: Partial<WrittenRun> = {}) =>
  worthyRun({ verdict: (_, trial) => ({ verdict: trial < 2 ? 'correct' : 'incorrect' }), ...given });

const rewardArguments = ({ directory }: WrittenRun, url: string) => [
  ...[directory, '--reward', 'vllm/org/Some-RM', '--base-url', `${url}/v1/score`],
  ...['--max-retries', '0', '--quiet'],
];

describe('eurus-eval reward', () => {
  it('rewards a run, says what it did, and shows what choosing by it comes to', async () => {
    const [run, server] = [await halfRight(), await serverOf()];
    const { code, stdout, stderr } = await runCommand(reward, rewardArguments(run, server.url));
    expectCode({ code, stderr }, 0);
    expect(stderr).toBe('made.cot: 20 answers have a reward by Some-RM (20 new)\n');
    expect(stdout).toContain('made.cot N=2');
    expect(stdout).toMatch(/Random +50\.0 +50\.0/);
    expect(stdout).toMatch(/Some-RM +16\.7\*? +0\.0\*?/);
    expect(stdout).toMatch(/Pass@N +83\.3 +100\.0/);
    expect(stdout).toContain('N = 8, 16 needs more judged answers to every sample than 4');
    expect(rewardLines(run, 'Some-RM')).toHaveLength(20);
  });

  it('ends with 1 where answers have none, and with 0 once they have', async () => {
    const run = await halfRight();
    let lame = true;
    const server = await serverOf({
      reward: ({ answer }) => (lame && worthIn(answer) === 1.1 ? Number.POSITIVE_INFINITY : worthIn(answer)),
    });
    const first = await runCommand(reward, [...rewardArguments(run, server.url), '--json']);
    expectCode(first, 1);
    expect(first.stderr).toContain(
      '1 answer got no reward (REWARD_UNUSABLE), for example: the server gave Infinity',
    );
    expect(first.stderr).toContain(
      '1 answer has no reward; it is chosen last. The same command tries again.',
    );
    expect(JSON.parse(first.stdout)).toMatchObject({
      reward: 'Some-RM',
      tasks: [{ name: 'made.cot', rewarded: 19, failed: 1 }],
      choices: [
        { benchmark: 'made', rows: [{ rule: 'random' }, { rule: 'score', lacking: 1 }, { rule: 'oracle' }] },
      ],
    });
    lame = false;
    expectCode(await runCommand(reward, rewardArguments(run, server.url)), 0);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no run', [], /reward takes one run directory/],
    ['two runs', ['a', 'b', '--reward', 'vllm/rm'], /reward takes one run directory/],
    ['a folder that is no run', ['/nowhere', '--reward', 'vllm/rm'], /There is no run \/nowhere/],
    ['no reward model', ['RUN'], /No reward model is named/],
    ['another reward model', ['RUN', '--reward', 'nobody/rm'], /Unknown provider "nobody"/],
    [
      'an API that the server has not',
      ['RUN', '--reward', 'tei/rm', '--reward-api', 'judge'],
      /tei has no judge API/,
    ],
    ['an N below 2', ['RUN', '--reward', 'tei/rm', '--best-of', '1'], /--best-of is "1"/],
    ['a long name', ['RUN', '--reward', 'tei/rm', '--reward-name', 'x'.repeat(65)], /longer than 64/],
    [
      'a prompt that is not there',
      ['RUN', '--reward', 'openai/m', '--judge-prompt', '/nowhere.txt'],
      /no such file/,
    ],
  ])('refuses %s in a line or two', async (_, argv, message) => {
    const run = await worthyRun({ samples: 1, trials: 1 });
    const { code, stderr } = await runCommand(
      reward,
      argv.map(word => (word === 'RUN' ? run.directory : word)),
    );
    expectCode({ code, stderr }, 2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('asks a judge with a prompt of a file', async () => {
    const run = await worthyRun({ samples: 1, trials: 2 });
    const file = join(run.directory, 'prompt.txt');
    writeFileSync(file, 'Q: {prompt}\nA: {answer}\nRight?');
    const server = await serverOf();
    const { code, stderr } = await runCommand(reward, [
      ...[
        run.directory,
        '--reward',
        'openai/judge',
        '--base-url',
        `${server.url}/v1`,
        '--judge-prompt',
        file,
        '--quiet',
      ],
    ]);
    expectCode({ code, stderr }, 0);
    // Two requests at a time: lines stand as their rewards came.
    const given = rewardLines(run, 'judge').map(({ trial, score }) => [trial, Number(score?.toFixed(9))]);
    expect(given.sort()).toEqual([
      [0, 0],
      [1, 0.1],
    ]);
  });

  it('loses nothing to a SIGKILL, and goes on', async () => {
    const run = await halfRight({ samples: 60 });
    let holds = true;
    const server = await serverOf({ fault: ({ asked }) => (holds && asked >= 10 ? 'stall' : null) });
    const argv = ['reward', ...rewardArguments(run, server.url), '--batch-size', '4', '--concurrency', '2'];
    const started = startCli(argv);
    while (rewardLines(run, 'Some-RM').length < 20 && started.process.exitCode === null) await sleep(20);
    started.process.kill('SIGKILL');
    await started.ended;
    holds = false;
    const kept = rewardLines(run, 'Some-RM').length;
    expect(kept).toBeLessThanOrEqual(40);
    const asked = server.requests();
    const { code, stderr } = await startCli(argv).ended;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `made.cot: 240 answers have a reward by Some-RM (${240 - kept} new)\n`,
    });
    expect(server.requests() - asked).toBe(Math.ceil((240 - kept) / 4));
    const lines = rewardLines(run, 'Some-RM');
    expect(lines).toHaveLength(240);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(240);
  });
});

describe('eurus-eval table --best-of', () => {
  const rewarded = async () => {
    const [run, server] = [await halfRight(), await serverOf()];
    for (let sample = 0; sample < 5; sample += 1) {
      for (let trial = 0; trial < 4; trial += 1)
        answerAnew(run, sample, trial, { scores: { logprob_sum: -trial } });
    }
    writeVotes(
      run,
      Array.from({ length: 5 }, (_, sample) => ({ id: `s${sample}`, classes: [[2], [3]] })),
    );
    await rewardThrough(run, server.url, { name: 'My & RM' });
    return run;
  };

  it('has a row of each way to choose, in the order of the paper', async () => {
    const { directory } = await rewarded();
    const { code, stdout, stderr } = await runCommand(table, [directory, '--best-of']);
    expectCode({ code, stderr }, 0);
    const labels = stdout.split('\n').flatMap(line => /^(\S.*?) {2,}[\d.]+/.exec(line)?.[1] ?? []);
    expect(labels).toEqual([
      'Random',
      'Top log-probability (sum)',
      'Self-consistency',
      'My & RM',
      'Vote weighted by logprob_sum',
      'Vote weighted by My & RM',
      'Pass@N',
    ]);
  });

  it.each(['terminal', 'md', 'csv', 'latex', 'json'] as const)(
    'is written as %s, with the intervals',
    async format => {
      const { directory } = await rewarded();
      const argv = [directory, '--best-of', '2,4', '--ci', '--format', format, '--score-field', 'My & RM'];
      const { code, stdout, stderr } = await runCommand(table, argv);
      expectCode({ code, stderr }, 0);
      if (format === 'json') {
        const { ns, runs } = JSON.parse(stdout);
        expect(ns).toEqual([2, 4]);
        expect(runs[0].tasks[0].rows.map(({ rule }: { rule: string }) => rule)).toEqual([
          ...['random', 'score', 'vote', 'weighted-vote', 'oracle'],
        ]);
        expect(runs[0].tasks[0].rows[1].cells[0]).toMatchObject({
          n: 2,
          metric: {
            value: expect.closeTo(1 / 6, 9),
            samples: 5,
            ci95: [expect.any(Number), expect.any(Number)],
          },
          difference: { value: expect.closeTo(-1 / 3, 9) },
        });
        return;
      }
      expect(stdout).not.toContain('Top log-probability');
      expect(stdout).toContain({ latex: 'My \\& RM', md: 'My &amp; RM' }[String(format)] ?? 'My & RM');
      expect(stdout).toContain(format === 'csv' ? 'made.cot N=2 low' : '[');
      expect(stdout).toContain(format === 'csv' ? '16.67' : '16.7');
    },
  );

  it("puts the paper's numbers above", async () => {
    const { directory } = await rewarded();
    renameTo(directory, 'gsm8k');
    const { code, stdout, stderr } = await runCommand(table, [
      directory,
      '--best-of',
      '--published',
      '--format',
      'csv',
    ]);
    expectCode({ code, stderr }, 0);
    const lines = stdout.split('\n').map(line => line.split(','));
    expect(lines[0]?.slice(0, 4)).toEqual(['section', 'chosen by', 'GSM8K N=2', 'GSM8K N=2 marks']);
    const eurus = lines.find(line => line[1] === 'Eurus-RM-7B');
    expect([2, 4, 6, 8].map(at => eurus?.[at])).toEqual(['49.80', '53.70', '56.30', '57.30']);
    expect(lines.filter(line => line[1] === 'Random' || line[1] === 'Pass@N')).toHaveLength(4);
  });

  it('says where the paper has nothing for the columns', async () => {
    const { directory } = await rewarded();
    const { code, stdout, stderr } = await runCommand(table, [directory, '--best-of', '--published']);
    expectCode({ code, stderr }, 0);
    expect(stdout).not.toContain('Starling-RM-34B');
    expect(stdout).toMatch(/published in Table 9: nothing for these columns; it has HumanEval N=2, /);
  });

  it.each([
    [['--metric', 'pass@1'], /--metric is not for it/],
    [['--paper'], /--paper is not for it/],
    [['--sort', 'Avg'], /--sort is not for it/],
  ])('refuses %j', async (more, message) => {
    const { directory } = await rewarded();
    const { code, stderr } = await runCommand(table, [directory, '--best-of', ...more]);
    expectCode({ code, stderr }, 2);
    expect(stderr).toMatch(message);
  });

  it.each([
    [['--score-field', 'My RM'], /--score-field: no answer here has a score named "My RM"/],
    [['--benchmark', 'nome'], /--benchmark: no run here has answers to nome\.\nThere is: made\.cot, made\./],
  ])('refuses %j, which nothing here is called', async (more, message) => {
    const { directory } = await rewarded();
    const { code, stderr } = await runCommand(table, [directory, '--best-of', ...more]);
    expectCode({ code, stderr }, 2);
    expect(stderr).toMatch(message);
  });

  it('says that there is nothing to choose from', async () => {
    const { directory } = await worthyRun({ trials: 1 });
    const { code, stderr } = await runCommand(table, [directory, '--best-of']);
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain('--n 16');
    const without = await runCommand(table, [directory, '--score-field', 'rm']);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--best-of') });
  });
});

/** Makes the run one of another benchmark. */
function renameTo(directory: string, benchmark: string): void {
  const rewrite = (path: string): void => {
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replaceAll('made.cot', `${benchmark}.cot`).replaceAll('"made"', `"${benchmark}"`),
    );
  };
  for (const file of ['run.json', 'summary.json']) rewrite(join(directory, file));
  for (const folder of ['completions', 'verdicts', 'samples', 'votes', 'rewards']) {
    for (const name of readdirSync(join(directory, folder))) {
      const path = join(directory, folder, name);
      rewrite(path);
      renameSync(path, join(directory, folder, name.replace('made.cot', `${benchmark}.cot`)));
    }
  }
}
