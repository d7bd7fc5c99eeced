import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import * as compareModule from '../../src/cli/compare.ts';
import * as runModule from '../../src/cli/run.ts';
import * as tableModule from '../../src/cli/table.ts';
import { startServer } from '../../src/scripted/index.ts';
import { type Outcome, runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runCommand } from '../support/in-process.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';
import { describeWith } from '../support/requires.ts';
import { readsXml, readXml } from '../support/xml.ts';

// CI may run this on GitHub itself.
vi.stubEnv('GITHUB_STEP_SUMMARY', '');

type Ran = Outcome & { readonly folder: string };

/** What the scripted model says to a question. */
type Say = (n: number) => string;

const half: Say = n => (n % 2 === 0 ? `sums answer ${n}` : `<b>&\u0000${n}`);

/** Runs `sums`, ten samples, once; flags that name files name them in the folder. */
const runSums = async (
  more: readonly string[],
  { say = half, folder = temporaryFolder(), env = {}, name = 'now', first }: Partial<Options> = {},
): Promise<Ran> => {
  const benchmark = writeBenchmark(folder, 'sums', 10);
  const server = await startServer({
    models: ['m'],
    answer: ({ lastUserText }) => say(Number(lastUserText.split(' ').at(-1))),
  });
  try {
    const where = ['--base-url', server.url, '--results', folder, '--run-name', name];
    const run = (flags: readonly string[]): Promise<Outcome> =>
      runCli(['run', benchmark, '--model', 'vllm/m', ...where, ...flags], { cwd: folder, env });
    if (first !== undefined) await run(first);
    return { ...(await run(more)), folder };
  } finally {
    await server.close();
  }
};

type Options = {
  readonly say: Say;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly name: string;
  /** Flags of another command before, into the same directory. */
  readonly first: readonly string[];
};

/** Refused within this process: no server is there, and no folder is made. */
const refused = async (flags: readonly string[], message: string): Promise<void> => {
  const folder = temporaryFolder();
  const benchmark = writeBenchmark(folder, 'sums', 10);
  const where = ['--base-url', 'http://127.0.0.1:9', '--results', folder, '--run-name', 'now'];
  const argv = [benchmark, '--model', 'vllm/m', ...where, ...flags];
  expect(await runCommand(runModule, argv)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  });
  expect(existsSync(join(folder, 'now'))).toBe(false);
};

describe('--fail-under', () => {
  it.each<[readonly string[], number, string]>([
    [['pass@1=0.5'], 0, ''],
    [['pass@1=0.51'], 100, 'Below --fail-under pass@1=0.51: sums.direct exact 0.5000'],
    [['sums:pass@1=60%'], 100, 'Below --fail-under sums:pass@1=60%: sums.direct exact 0.5000'],
    [['sums.direct:pass@1=0.5', 'sums.direct.exact:pass@1=50%'], 0, ''],
    [['pass@1=0.1', 'sums:pass@1=1'], 100, 'Below --fail-under sums:pass@1=1'],
  ])('%j ends with %i', async (thresholds, code, message) => {
    const ran = await runSums(thresholds.flatMap(text => ['--fail-under', text]));
    expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({
      code,
      stderr: expect.stringContaining(message),
    });
  });

  it.each<[string, string]>([
    ['other:pass@1=0.5', 'this run has no "other".\nIt will have: sums.direct.'],
    ['pas@1=0.5', 'this run has no metric "pas@1"'],
    ['pass@8=0.5', 'this run has no metric "pass@8".\nIt will have: pass@1; --k asks for more.'],
    ['macro=0.5', 'this run has no metric "macro"'],
    ['pass@1=2', '--fail-under is "pass@1=2", expected [BENCHMARK:]METRIC=VALUE'],
    ['pass@1', 'expected [BENCHMARK:]METRIC=VALUE'],
    ['a:b:pass@1=0.5', 'expected [BENCHMARK:]METRIC=VALUE'],
  ])('%s is refused before anything is asked', async (threshold, message) => {
    await refused(['--fail-under', threshold], message);
  });

  it('does not pass where nothing could be scored', async () => {
    const { folder } = await runSums([]);
    const path = join(folder, 'now', 'summary.json');
    const summary = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ cells: [{ ...summary.cells[0], metrics: {} }] }));
    for (const threshold of ['pass@1=0', 'sums:pass@1=0']) {
      const { code, stderr } = await runCommand(tableModule, [
        join(folder, 'now'),
        '--fail-under',
        threshold,
      ]);
      expect({ code, stderr }).toMatchObject({
        code: 100,
        stderr: expect.stringContaining('nothing was scored'),
      });
    }
  });

  it('is a gate of table, too', async () => {
    const { folder } = await runSums([]);
    const table = (text: string) => runCommand(tableModule, [folder, '--fail-under', text]);
    expect(await table('sums:pass@1=0.5')).toMatchObject({ code: 0, stderr: '' });
    const low = await table('sums:pass@1=0.6');
    expect(low).toMatchObject({ code: 100, stderr: expect.stringContaining('m: Below --fail-under') });
    expect(low.stdout).toContain('sums.direct');
    expectCode(await table('gsm8k:pass@1=0.6'), 2);
  });
});

describeWith('python3 (to read XML)', readsXml)('--junit', () => {
  it('has a suite a cell, and a case a trial in the order of the data', async () => {
    const { code, folder, stderr } = await runSums(['--n', '2', '--junit', 'out/junit.xml']);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('JUnit XML: out/junit.xml'),
    });
    const root = readXml(readFileSync(join(folder, 'out', 'junit.xml'), 'utf8'));
    expect(root.attributes).toMatchObject({ name: 'eurus-eval m', tests: '20', failures: '10', errors: '0' });
    const [properties, ...cases] = root.children[0]?.children ?? [];
    expect(properties?.children.map(({ attributes }) => attributes.name)).toEqual([
      'model',
      'directory',
      'pass@1',
    ]);
    expect(cases.map(({ attributes }) => attributes.name)).toEqual(
      Array.from({ length: 20 }, (_, at) => `${Math.floor(at / 2)}/${at % 2}`),
    );
    expect(cases[0]?.children).toEqual([]);
    expect(cases[2]?.children[0]).toMatchObject({
      tag: 'failure',
      attributes: { type: 'incorrect', message: 'other' },
      text: 'other\nfound: <b>&\ufffd1\nexpected: sums answer 1',
    });
  });

  it('is about what the command was about, and skips what has no answer', async () => {
    const { folder } = await runSums(['--limit', '3', '--junit', 'few.xml'], { first: [] });
    expect(readXml(readFileSync(join(folder, 'few.xml'), 'utf8')).attributes.tests).toBe('3');
    // As after a run that was stopped.
    const completions = join(folder, 'now', 'completions', 'sums.direct.jsonl');
    const lines = readFileSync(completions, 'utf8').trim().split('\n');
    const kept = lines.filter(line => !/"id":"[156789]"/.test(line));
    expect(kept).toHaveLength(4);
    writeFileSync(completions, `${kept.join('\n')}\n`);
    const args = ['score', join(folder, 'now'), '--benchmark', 'sums', '--junit', 'all.xml'];
    expectCode(await runHere(args, { cwd: folder }), 1);
    const [suite] = readXml(readFileSync(join(folder, 'all.xml'), 'utf8')).children;
    // The newest command asked for 0, 1 and 2; 3 and 4 are of the one before.
    expect(suite?.attributes).toMatchObject({ tests: '5', failures: '1', skipped: '1' });
    expect(suite?.children[2]).toMatchObject({
      attributes: { name: '1/0' },
      children: [{ tag: 'skipped', attributes: { message: 'has no answer yet' } }],
    });
  });

  it('shows as errors what was not the fault of the model', async () => {
    const folder = temporaryFolder();
    await runSums(['--limit', '4'], { folder, name: 'before' });
    const replayed = await runHere(
      [
        ...['run', join(folder, 'sums', 'benchmark.ts'), '--model', `replay/${join(folder, 'before')}`],
        ...['--results', folder, '--run-name', 'again', '--limit', '5', '--junit', join(folder, 'j.xml')],
      ],
      { cwd: folder },
    );
    expectCode(replayed, 1);
    const [suite] = readXml(readFileSync(join(folder, 'j.xml'), 'utf8')).children;
    expect(suite?.attributes).toMatchObject({ tests: '5', failures: '2', errors: '1', skipped: '0' });
    const last = suite?.children.at(-1)?.children[0];
    expect(last).toMatchObject({ tag: 'error', attributes: { type: 'unscored' } });
    expect(last?.attributes.message).toContain('No completion is recorded');
  });

  it('is refused before the work where it cannot be written, and without verdicts kept', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    const denied = await runSums(['--junit', 'taken'], { folder });
    expect(denied).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--junit: cannot write taken: it is a folder'),
    });
    expect(existsSync(join(folder, 'now'))).toBe(false);
    writeFileSync(join(folder, 'rows.jsonl'), '{"id": "0", "text": "sums answer 0"}\n');
    const args = ['score', 'rows.jsonl', '--benchmark', './sums/benchmark.ts', '--junit', 'j.xml'];
    expect(await runHere(args, { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Add --out DIR'),
    });
    const kept = await runHere([...args, '--out', 'kept'], { cwd: folder });
    expectCode(kept, 1);
    const root = readXml(readFileSync(join(folder, 'j.xml'), 'utf8'));
    expect(root.attributes).toMatchObject({ name: 'eurus-eval rows', tests: '10', failures: '0' });
    expect(root.children[0]?.attributes.skipped).toBe('9');
  });
});

describe('--job-summary', () => {
  it('is written to a file, and against a baseline says what flipped', async () => {
    const folder = temporaryFolder();
    await runSums([], { folder, name: 'before' });
    const gate = ['--fail-under', 'sums:pass@1=0.95', '--job-summary', 'summary.md'];
    const ran = await runSums([...gate, '--baseline', 'before'], {
      folder,
      say: n => (n === 0 ? 'no' : `sums answer ${n}`),
    });
    expectCode(ran, 100);
    const text = readFileSync(join(folder, 'summary.md'), 'utf8');
    expect(text).toContain('❌ Below --fail-under sums:pass@1=0.95: sums.direct exact 0.9000');
    expect(text).toContain('| sums.direct | exact | pass@1 | 90.00 |');
    expect(text).toMatch(
      /\| sums\.direct \| exact \| 10 \| 50\.00 \| 90\.00 \| \+40\.00 \| .* \| 0\.2188 \| 1 \| 5 \|/,
    );
    expect(text).toContain('sums.direct (exact): worse on 1</summary>\n\n`0`\n');
    expect(text).toContain('10 of 10 trials answered, all scored.');
  });

  it('has company in compare: a run that is worse than another is found out, luck is not', async () => {
    const folder = temporaryFolder();
    await runSums([], { folder, name: 'good', say: n => `sums answer ${n}` });
    await runSums([], { folder, name: 'bad', say: () => 'no' });
    await runSums([], { folder, name: 'lucky', say: n => (n < 5 ? 'no' : `sums answer ${n}`) });
    const compare = (a: string, b: string) =>
      runCommand(compareModule, [join(folder, a), join(folder, b), '--fail-if-worse']);
    const worse = await compare('good', 'bad');
    expect(worse).toMatchObject({
      code: 100,
      stderr: expect.stringContaining(
        'Worse (--fail-if-worse): sums.direct (exact) by 100.0 points, p (Holm) 0.0020',
      ),
    });
    expectCode(await compare('bad', 'good'), 0);
    // Five samples that went the same way: p = 0.0625.
    expectCode(await compare('good', 'lucky'), 0);
  });

  it('is added to the page of a job on GitHub', async () => {
    const folder = temporaryFolder();
    const page = join(folder, 'page.md');
    writeFileSync(page, 'before\n');
    const { code, stderr } = await runSums(['--job-summary', '--quiet'], {
      folder,
      env: { GITHUB_STEP_SUMMARY: page },
    });
    expectCode({ code, stderr }, 0);
    expect(readFileSync(page, 'utf8')).toMatch(/^before\n## eurus-eval: m\n/);
  });

  it.each<[readonly string[], string]>([
    [['--job-summary'], '$GITHUB_STEP_SUMMARY is not set'],
    [['--baseline', 'before'], 'Add --job-summary.'],
    [['--baseline', 'nowhere', '--job-summary', 's.md'], 'nowhere is not a run directory'],
  ])('%j is refused before the work', refused);
});
