import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { pictures } from '../../scripts/pictures.ts';
import { marksOf, textsOf } from '../plot/svg.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { dataDirectory, describeWithData, projectRoot } from '../support/requires.ts';
import { everyNth } from '../support/thorough.ts';

const models = ['scripted-careful', 'scripted-hasty', 'scripted-cheater'];
let folder = '';

/** Runs beside each other in the folder, by which tests call them. */
const runs = new Set(['runs', 'unfinished', 'curved']);

/** In this process, where the plotting library is loaded once. */
const plot = (...args: readonly string[]) =>
  runHere(['plot', ...args.map(arg => (runs.has(arg) ? join(folder, arg) : arg))]);

const svgOf = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await plot(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eurus-plot-'));
  const demo = await runHere(['demo', '--quiet', '--results', join(folder, 'runs')]);
  expectCode(demo, 0);
  return () => rmSync(folder, { recursive: true, force: true });
});

describe('eurus-eval plot', () => {
  it('draws runs as table shows them', async () => {
    const svg = await svgOf('runs', '--figure', 'leaderboard');
    const summary = JSON.parse(readFileSync(join(folder, 'runs', 'scripted-hasty', 'summary.json'), 'utf8'));
    const words = marksOf(svg, 'bar').map(mark => mark['aria-label'] ?? '');
    expect(words).toHaveLength(3 * summary.cells.length);
    for (const { benchmark, metrics } of summary.cells) {
      const shown = (100 * metrics['pass@1'].value).toFixed(1);
      expect(words.join('\n')).toContain(`scripted-hasty, ${benchmark}: pass@1 ${shown} %`);
    }
    expect(textsOf(svg).join('\n')).toContain('humaneval: code, openai');
  });

  it.each(['leaderboard', 'verdicts', 'tokens'])('says that runs have no numbers yet: %s', async name => {
    cpSync(join(folder, 'runs', 'scripted-hasty'), join(folder, 'unfinished'), { recursive: true });
    rmSync(join(folder, 'unfinished', 'summary.json'));
    const { code, stderr } = await plot('unfinished', '--figure', name);
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain('None of these runs has numbers yet');
  });

  it.each([
    ['scatter', ['--benchmark', 'gsm8k,math']],
    ['groups', ['--benchmark', 'math', '--by', 'level']],
    ['verdicts', []],
    ['latency', ['--benchmark', 'gsm8k']],
    ['tokens', []],
    ['leaderboard', ['--benchmark', 'Avg']],
  ])('draws %s', async (figure, args) => {
    const svg = await svgOf('runs', '--figure', figure, ...args, '--theme', 'dark');
    for (const model of models) expect(textsOf(svg).join('\n')).toContain(model);
  });

  it("draws the paper's table without any run, with the intervals of its sample sizes", async () => {
    const args = ['--figure', 'leaderboard', '--published', '--benchmark', 'humaneval'];
    const svg = await svgOf(...args, '--theme', 'paper');
    // Wilson for 140 of 164.
    expect(marksOf(svg, 'bar')[0]?.['aria-label']).toBe(
      'GPT-4, HumanEval: accuracy 85.4 %, 95 % interval 79.1 to 90.0, 164 samples',
    );
    expect(textsOf(svg).join(' ')).toContain("its intervals are Wilson's");
    const mean = await svgOf('--figure', 'leaderboard', '--published', '--benchmark', 'avg');
    const words = marksOf(mean, 'bar').map(mark => mark['aria-label'] ?? '');
    expect(words).toHaveLength(25);
    expect(words[0]).toMatch(/^GPT-4, Avg: accuracy 74\.8 %/);
  });

  it("draws the paper's Figure 1 where two benchmarks are not named", async () => {
    const svg = await svgOf('--figure', 'scatter', '--published');
    expect(marksOf(svg, 'point')).toHaveLength(25);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['LeetCode accuracy (%)', 'TheoremQA accuracy (%)']));
  });

  it.each(everyNth(3, Object.entries(pictures)))(
    'draws docs/pictures/%s as it is (else: node scripts/pictures.ts)',
    async (file, args) => {
      expect(await svgOf(...args)).toBe(readFileSync(join(projectRoot, 'docs', 'pictures', file), 'utf8'));
    },
  );

  it('writes SVG and PNG', async () => {
    for (const file of ['a.svg', 'b.png']) {
      const { code, stdout, stderr } = await runHere(
        ['plot', 'runs', '--figure', 'verdicts', '--out', file],
        {
          cwd: folder,
        },
      );
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `Drawn: ${file}\n` });
    }
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(readFileSync(join(folder, 'b.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it.each(
    everyNth(3, [
      [[], /^eurus-eval: --figure says what to draw, and is missing\.\nFigures: leaderboard, scatter, /],
      [
        ['--figure', 'leaderbord'],
        /^eurus-eval: There is no figure "leaderbord"\.\nDid you mean leaderboard\?/,
      ],
      [['--figure', 'curves'], /^eurus-eval: There is no curve: .* one trial a sample\.\n.*--n 8/],
      [['--figure', 'leaderboard', '--metric', 'pass@7'], /called "pass@7"\.\nThere is: pass@1/],
      [['--figure', 'leaderboard', '--benchmark', 'none'], /called "none"\.\nThere is: asdiv, /],
      [['--figure', 'groups'], /^eurus-eval: This figure shows one benchmark.*\n.*--benchmark with one of/],
      [
        ['--figure', 'groups', '--benchmark', 'math', '--by', 'x'],
        /no "x" here\.\nChoose: --by with one of level/,
      ],
      [['--figure', 'groups', '--benchmark', 'gsm8k'], /^eurus-eval: No number of gsm8k has parts\./],
      [['--figure', 'scatter'], /^eurus-eval: A scatter has two benchmarks, here are/],
      [['--figure', 'groups', '--published'], /--published has nothing for the figure groups/],
      [['--figure', 'verdicts', '--out', 'x.pdf'], /ends neither in \.svg nor in \.png\.\nLaTeX takes PDF/],
      [['--figure', 'verdicts', '--out', 'no/x.svg'], /--out no\/x\.svg cannot be written: no such file/],
      [['--figure', 'verdicts', '--width', '10'], /^eurus-eval: --width is "10", expected a number from 240/],
      [['--figure', 'verdicts', '--theme', 'blue'], /^eurus-eval: --theme is "blue", expected one of: light/],
    ]),
  )('says in one or two lines what is wrong: %j', async (args, message) => {
    const { code, stdout, stderr } = await plot('runs', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('names every figure in its help', async () => {
    const { stdout } = await plot('--help');
    expect(stdout).toMatch(/\n {2}leaderboard +bars[\s\S]*\n {2}tokens +how long answers are/);
  });

  it('makes no text into code', async () => {
    const entry = join(projectRoot, 'bin', 'eurus-eval.js');
    const draw = (...flags: readonly string[]) =>
      promisify(execFile)(
        process.execPath,
        [...flags, entry, 'plot', 'runs', '--figure', 'scatter', '--benchmark', 'gsm8k,math'],
        { cwd: folder },
      );
    const { stdout } = await draw('--disallow-code-generation-from-strings');
    expect(stdout).toBe((await draw()).stdout);
    expect(readdirSync(folder)).not.toContain('out');
  });
});

describeWithData('curves of runs', () => {
  it('are those of the summary', async () => {
    const rows = Array.from({ length: 20 }, (_, id) => ({
      id: String(id),
      outputs: ['18', '3', '70000', '540'].map(answer => `\\boxed{${answer}}`),
    }));
    writeFileSync(join(folder, 'trials.jsonl'), rows.map(row => `${JSON.stringify(row)}\n`).join(''));
    const data = ['--data-dir', dataDirectory, '--out', 'curved', '--quiet'];
    await runHere(['score', 'trials.jsonl', '--benchmark', 'gsm8k', ...data], { cwd: folder });
    const summary = JSON.parse(readFileSync(join(folder, 'curved', 'summary.json'), 'utf8'));
    const points: readonly { k: number; value: number }[] = summary.cells[0].curves['pass@k'];
    expect(points.map(({ k }) => k)).toEqual([1, 2, 4]);
    const words = marksOf(await svgOf('curved', '--figure', 'curves'), 'point').map(
      mark => mark['aria-label'],
    );
    for (const { k, value } of points) {
      const start = `pass@k at k = ${k}: ${(100 * value).toFixed(1)} %`;
      expect(words.some(text => text?.includes(start))).toBe(true);
    }
  });
});
