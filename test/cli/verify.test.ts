import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { craft } from '../evidence/support.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';

describe('bundle and verify', () => {
  let folder: string;
  let adapter: string;
  /** Unpacked here, so that what is left behind can be seen. */
  let scratch: string;
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  const bundle = (run: string, out: string, ...more: readonly string[]) =>
    runHere(['bundle', run, out, ...more], { cwd: folder });
  /** In another directory, without any data. */
  const verify = (file: string, ...more: readonly string[]) =>
    runHere(['verify', file, '--quiet', '--data-dir', at('no-data'), '--scratch', scratch, ...more], {
      cwd: scratch,
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-verify-test-'));
    scratch = mkdtempSync(join(tmpdir(), 'eurus-scratch-'));
    const demo = await runHere(['demo', '--results', at('demo'), '--quiet']);
    expectCode(demo, 0);
    adapter = writeBenchmark(folder, 'sums', 12);
    const server = await startServer({
      models: ['m'],
      answer: ({ lastUserText }) => {
        const n = Number(lastUserText.split(' ').at(-1));
        return n < 4 ? 'no idea' : `sums answer ${n}`;
      },
    });
    const run = await runHere([
      ...['run', adapter, '--model', 'vllm/m', '--base-url', server.url, '--quiet'],
      ...['--n', '2', '--k', '1,2', '--results', folder, '--run-name', 'sums-run'],
    ]);
    expectCode(run, 0);
    await server.close();
    return () => {
      for (const path of [folder, scratch]) rmSync(path, { recursive: true, force: true });
    };
  });

  it('the run of a demo holds elsewhere: every number, every verdict, programs included', async () => {
    const packed = await bundle('demo/scripted-hasty', 'hasty.tar.zst');
    expect(packed).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/\nsha256 [0-9a-f]{64}\n$/),
    });
    const text = await verify(at('hasty.tar.zst'));
    expect({ code: text.code, stderr: text.stderr }).toEqual({
      code: 0,
      stderr: `${at('hasty.tar.zst')} is as it was packed: 51 files, the run of scripted-hasty.\n`,
    });
    expect(text.stdout).toMatch(/^math\.cot +strict +45\.00 +45\.00 +20 +0 +holds$/m);
    expect(text.stdout).toMatch(
      /The table holds: 16 of 16 numbers came out the same, and so did every verdict\.\n$/,
    );
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('names the file, not the folder it was unpacked in, where a record was damaged before it was packed', async () => {
    cpSync(at('demo/scripted-hasty'), at('broken'), { recursive: true });
    const completions = at('broken/completions/gsm8k.cot.jsonl');
    const [first, , ...rest] = readFileSync(completions, 'utf8').split('\n');
    writeFileSync(completions, [first, '{"key": broken', ...rest].join('\n'));
    expectCode(await bundle('broken', 'broken.tar.zst'), 0);
    const { code, stderr } = await verify(at('broken.tar.zst'));
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain(`${at('broken.tar.zst')}: completions/gsm8k.cot.jsonl:2: `);
    expect(stderr).toContain('pack it anew');
    expect(stderr).not.toContain(scratch);
  });

  it('says which number and which verdicts do not hold, with both reasons', async () => {
    cpSync(at('sums-run'), at('forged'), { recursive: true });
    const verdicts = at('forged/verdicts/sums.direct.exact.jsonl');
    const forged = readFileSync(verdicts, 'utf8').replace('"verdict":"incorrect"', '"verdict":"correct"');
    writeFileSync(verdicts, forged);
    const summary = JSON.parse(readFileSync(at('forged/summary.json'), 'utf8'));
    summary.cells[0].metrics['pass@1'].value = 0.75;
    Object.assign(summary.cells[0].counts, { correct: 17, incorrect: 7 });
    writeFileSync(at('forged/summary.json'), JSON.stringify(summary));
    await bundle('forged', 'forged.tar.zst');
    const { code, stdout } = await verify(at('forged.tar.zst'), '--adapter', adapter, '--json');
    const result = JSON.parse(stdout);
    expect({ code, holds: result.holds }).toEqual({ code: 1, holds: false });
    expect(result.cells).toMatchObject([
      {
        ...{ benchmark: 'sums', protocol: 'direct', grader: 'exact', differing: 1, verdicts: 24 },
        why: [
          'pass@1 is 75.00 % in the bundle and 66.67 % here',
          '17 are correct in the bundle and 16 here',
          '7 are incorrect in the bundle and 8 here',
          '1 of 24 verdicts differ',
        ],
      },
    ]);
    expect(result.verdicts).toEqual([
      {
        key: expect.stringMatching(/^sums\.direct\//),
        grader: 'exact',
        bundle: { verdict: 'correct', reason: 'other' },
        here: { verdict: 'incorrect', reason: 'other' },
      },
    ]);
    const text = await verify(at('forged.tar.zst'), '--adapter', adapter);
    expectCode(text, 1);
    expect(text.stdout).toMatch(
      / {2}bundle: correct: other\n {2}here: {3}incorrect: other\n\n0 of 1 numbers hold\.\n$/,
    );
  });

  it('never loads an adapter because a bundle names it', async () => {
    await bundle('sums-run', 'sums.tar.zst');
    const without = await verify(at('sums.tar.zst'));
    expect(without).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /Cannot be judged here: sums\.direct: its adapter is from outside \(.*\): fetch it and name it with --adapter PATH\.\n/,
      ),
      stdout: expect.stringMatching(/sums\.direct +exact +66\.67 +– +24 +– +not judged/),
    });
    const named = await verify(at('sums.tar.zst'), '--adapter', adapter);
    expect(named).toMatchObject({ code: 0, stdout: expect.stringMatching(/66\.67 +66\.67 +24 +0 +holds/) });
  });

  it('says what is different here before it judges', async () => {
    cpSync(at('sums'), at('other/sums'), { recursive: true });
    const path = at('other/sums/benchmark.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('version: 1', 'version: 2'));
    const { code, stderr } = await verify(at('sums.tar.zst'), '--adapter', path);
    expectCode({ code, stderr }, 0);
    expect(stderr).toMatch(/^Differs: version of sums\.direct: 1 in the bundle, 2 here\.$/m);
    expect(stderr).toMatch(/^Differs: version of the grader sums\.direct exact: 1 in the bundle, 2 here\.$/m);
    expect(stderr).toMatch(/^Differs: adapter of sums: [0-9a-f]{64} in the bundle, [0-9a-f]{64} here\.$/m);
  });

  it('judges by the questions of the bundle where other data or none is here, and says so', async () => {
    cpSync(at('sums'), at('changed/sums'), { recursive: true });
    appendFileSync(at('changed/sums/questions.jsonl'), '\n');
    const { code, stderr, stdout } = await verify(
      at('sums.tar.zst'),
      '--adapter',
      at('changed/sums/benchmark.ts'),
    );
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/The table holds/) });
    expect(stderr).toMatch(
      /^Judged by the bundle's own gold answers: sums\.direct: it was made from other data: questions\.jsonl has sha256/m,
    );
  });

  it('refuses a bundle that claims nothing, whatever names its manifest has', async () => {
    const manifest = JSON.parse(readFileSync(at('sums-run/run.json'), 'utf8'));
    const names = ['../../../sums-run/x.cot', '__proto__', 'a/b.cot'];
    const content = JSON.stringify({
      ...manifest,
      benchmarks: Object.fromEntries(names.map(name => [name, manifest.benchmarks['sums.direct']])),
    });
    const path = craft(folder, [{ name: 'run.json', content }]);
    expect(await verify(path)).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(/^eurus-eval: .* holds no numbers: there is nothing to verify\.\n/),
    });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('judges what the table names and no verdict is kept of', async () => {
    cpSync(at('sums-run'), at('bare'), { recursive: true });
    rmSync(at('bare/verdicts'), { recursive: true });
    await bundle('bare', 'bare.tar.zst');
    const { code, stdout } = await verify(at('bare.tar.zst'), '--adapter', adapter);
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/24 of 24 verdicts differ/),
    });
  });

  it('names the part with a flipped byte, and judges nothing', async () => {
    const bytes = readFileSync(at('sums.tar.zst'));
    bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 4;
    writeFileSync(at('flipped.tar.zst'), bytes);
    const { code, stdout, stderr } = await verify(at('flipped.tar.zst'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first, second, third] = stderr.split('\n');
    expect(first).toBe(
      `eurus-eval: ${at('flipped.tar.zst')} is not as it was packed: verdicts/sums.direct.exact.jsonl`,
    );
    expect(second).toMatch(
      /^verdicts\/sums\.direct\.exact\.jsonl: sha256 expected [0-9a-f]{64}, found [0-9a-f]{64}$/,
    );
    expect(third).toBe('Fetch the file again from where it came.');
  });

  it.each([
    [['bundle', 'sums-run'], 'bundle takes a run and the file to write, e.g. run.tar.zst.'],
    [['bundle', 'nothing', 'out'], 'There is no run nothing, neither here nor in results/runs.'],
    [['bundle', 'sums-run', 'sums.tar.zst'], 'sums.tar.zst is there already.'],
    [['bundle', 'sums-run', 'sums'], 'sums is no file that could be written.'],
    [['verify'], 'verify takes one file, made by "eurus-eval bundle".'],
    [['verify', 'none'], 'cannot read none: no such file'],
    [['verify', 'sums-run/run.json'], 'sums-run/run.json is not a bundle of eurus-eval.'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runHere(args, { cwd: folder });
    expect({ code, stdout, first: stderr.split('\n')[0] }).toEqual({
      ...{ code: 2, stdout: '' },
      first: `eurus-eval: ${message}`,
    });
  });
});
