import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/core/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { runCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { projectRoot } from '../support/requires.ts';

const template = join(projectRoot, 'templates', 'benchmark');

/** The template in a bare folder, far from any package. */
const copied = (change: (source: string) => string = source => source): string => {
  const folder = temporaryFolder();
  cpSync(template, join(folder, 'my-bench'), { recursive: true });
  const file = join(folder, 'my-bench', 'benchmark.ts');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  return folder;
};

/** The template as an installed package. */
const installed = (name: string): string => {
  const folder = temporaryFolder();
  const home = join(folder, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  cpSync(template, home, { recursive: true });
  writeFileSync(
    join(home, 'benchmark.js'),
    stripTypeScriptTypes(readFileSync(join(home, 'benchmark.ts'), 'utf8')),
  );
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({
      name,
      version: '1.0.0',
      type: 'module',
      exports: { '.': { import: './benchmark.js' } },
    }),
  );
  return folder;
};

const answers: Readonly<Record<string, string>> = { floor: '24', courtyard: '24', Triangular: '149' };

const evaluate = async (name: string, cwd: string, results: string) => {
  const server = await startServer({
    models: ['m'],
    answer: ({ body }) => {
      const asked = JSON.stringify(body.messages);
      const word = Object.keys(answers).find(one => asked.includes(one)) ?? '';
      return asked.includes('Python')
        ? `\`\`\`python\nprint(${answers[word]})\n\`\`\``
        : `\\boxed{${answers[word]}}`;
    },
  });
  try {
    return await runCli(
      [
        ...['run', name, '--model', 'vllm/m', '--base-url', server.url],
        ...['--results', results, '--run-name', 'r', '--json'],
      ],
      { cwd },
    );
  } finally {
    await server.close();
  }
};

const cellsOf = (stdout: string) => (JSON.parse(stdout) as Summary).cells;
const twoThirds = [{ metrics: { 'pass@1': { samples: 3 } }, counts: { correct: 2, incorrect: 1 } }];

describe('an adapter from outside', () => {
  it('runs from a bare folder by its path, and its run is scored again from anywhere', async () => {
    const folder = copied();
    const results = temporaryFolder();
    const { code, stdout, stderr } = await evaluate('./my-bench/benchmark.ts', folder, results);
    expectCode({ code, stderr }, 0);
    expect(cellsOf(stdout)).toMatchObject([{ benchmark: 'tiles', protocol: 'cot', ...twoThirds[0] }]);
    expect(Object.keys(cellsOf(stdout)[0]?.groups ?? {})).toEqual(['shape']);
    const manifest = JSON.parse(readFileSync(join(results, 'r', 'run.json'), 'utf8'));
    expect(manifest.adapters.tiles.from).toBe(join(folder, 'my-bench', 'benchmark.ts'));
    const again = await runCli(['score', join(results, 'r'), '--json']);
    expect([again.code, cellsOf(again.stdout)]).toMatchObject([0, twoThirds]);
  });

  it('is an ES module also in a project that is not of ES modules', async () => {
    const folder = copied();
    writeFileSync(join(folder, 'package.json'), '{"name": "app", "type": "commonjs"}');
    const { code, stderr } = await runCli(['check', './my-bench'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Nothing is wrong.\n' });
  });

  it('runs the protocol behind the hash, and code in the sandbox', async () => {
    const { code, stdout, stderr } = await evaluate('./my-bench#pot', copied(), temporaryFolder());
    expectCode({ code, stderr }, 0);
    expect(cellsOf(stdout)).toMatchObject([{ protocol: 'pot', grader: 'printed', ...twoThirds[0] }]);
  });

  it.each(['tiles-bench', '@me/tiles'])('runs as the installed package %s', async name => {
    const { code, stdout, stderr } = await evaluate(name, installed(name), temporaryFolder());
    expectCode({ code, stderr }, 0);
    expect(cellsOf(stdout)).toMatchObject(twoThirds);
  });

  it('scores a recorded file', async () => {
    const folder = copied();
    writeFileSync(
      join(folder, 'answers.jsonl'),
      ['floor', 'border', 'half'].map(id => JSON.stringify({ id, text: '\\boxed{24}' })).join('\n'),
    );
    const args = ['score', 'answers.jsonl', '--benchmark', './my-bench', '--json'];
    const { code, stdout } = await runCli(args, { cwd: folder });
    expect([code, cellsOf(stdout)]).toMatchObject([0, twoThirds]);
  });

  it('is not continued with other data', async () => {
    const folder = copied();
    const results = temporaryFolder();
    await evaluate('./my-bench', folder, results);
    const data = join(folder, 'my-bench', 'questions.jsonl');
    writeFileSync(data, readFileSync(data, 'utf8').replace('7 tiles', '8 tiles'));
    const { code, stderr } = await evaluate('./my-bench', folder, results);
    expect([code, stderr]).toEqual([2, expect.stringContaining('questions.jsonl')]);
  });

  it.each([
    ['./nowhere', 'There is no adapter at ./nowhere'],
    ['./my-bench/README.md', 'cannot be loaded'],
    ['my-bench', 'There is no benchmark or suite "my-bench"'],
    ['gsm9k', 'Did you mean "gsm8k"?'],
    ['@me/nowhere', 'installed package "@me/nowhere"'],
    ['./my-bench#nil', 'tiles has no protocol "nil"'],
  ])('says in a line what is wrong with %s', async (name, expected) => {
    const { code, stderr } = await runCli(['run', name, '--model', 'vllm/m', '--dry-run'], { cwd: copied() });
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['an id of ours', (source: string) => source.replace("id: 'tiles'", "id: 'gsm8k'"), 'already that of'],
    ['no benchmark', () => 'export const nothing = 1;', 'exports no benchmark'],
    ['a broken file', () => 'export const = 1;', 'cannot be loaded'],
    ['a wrong field', (source: string) => source.replace('version: 1,', 'version: -1,'), 'version: is -1'],
  ])('refuses %s', async (_, change, expected) => {
    const cwd = copied(change);
    const { code, stderr } = await runCli(['run', './my-bench', '--model', 'vllm/m', '--dry-run'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });
});

describe('check', () => {
  it('finds nothing wrong with the template', async () => {
    const { code, stdout } = await runCli(['check', './my-bench'], { cwd: copied() });
    expect([code, stdout]).toEqual([0, expect.not.stringMatching(/^wrong/m)]);
    expect(stdout.split('\n').filter(line => line.startsWith('ok '))).toHaveLength(9);
  });

  it.each([
    [
      'a prompt that changed',
      (source: string) => source.replace('end with', 'finish with'),
      'prompts: cot ask',
    ],
    [
      'another row count',
      (source: string) => source.replace('questions, 3)', 'questions, 4)'),
      'found 3 rows, expected 4',
    ],
    [
      'an id twice',
      (source: string) => source.replace("text(row, 'id')", "'same'"),
      'the id "same" is there twice',
    ],
    [
      'a prompt that is not pure',
      (source: string) => source.replace('Think step', `\${Math.random()} Think step`),
      'prompts must be pure',
    ],
    [
      'a golden case that does not hold',
      (source: string) => source.replace('finalAnswer(completion.text)', "notFound('never')"),
      'cot strict: no-answer (never), expected correct',
    ],
    [
      'a protocol without golden cases',
      (source: string) => source.replace('protocols: {\n    cot:', 'protocols: {\n    direct:'),
      'golden cases: direct: no case is correct, none incorrect, none no-answer',
    ],
    ['every wrong field', (source: string) => source.replace("'math'", "'maths'"), 'domain: is "maths"'],
  ])('finds %s', async (_, change, expected) => {
    const { code, stdout } = await runCli(['check', './my-bench'], { cwd: copied(change) });
    expect([code, stdout]).toEqual([2, expect.stringContaining(expected)]);
  });

  it('looks at the adapters of this package too', async () => {
    const { code, stdout } = await runCli(['check', 'gsm8k', '--data-dir', temporaryFolder()]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('the rows in samples/ are checked instead')]);
  });

  it('judges golden cases against the shipped rows, whose ids the whole data may use too', async () => {
    const folder = temporaryFolder();
    const rows = [
      { id: 'floor', question: 'How many tiles?', answer: '7', shape: 'square' },
      { id: 'wall', question: 'How many tiles?', answer: '8', shape: 'square' },
    ];
    const text = rows.map(row => `${JSON.stringify(row)}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    mkdirSync(join(folder, 'data', 'tiles'), { recursive: true });
    writeFileSync(join(folder, 'data', 'tiles', 'questions.jsonl'), text);
    cpSync(template, join(folder, 'my-bench'), { recursive: true });
    mkdirSync(join(folder, 'my-bench', 'samples'));
    cpSync(join(template, 'questions.jsonl'), join(folder, 'my-bench', 'samples', 'questions.jsonl'));
    const file = join(folder, 'my-bench', 'benchmark.ts');
    const published = `{ path: 'tiles/questions.jsonl', url: 'https://example.org/q.jsonl', sha256: '${sha256}', bytes: ${text.length}, source: 'example/tiles', licence: 'CC0-1.0' }`;
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace("localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0')", published)
        .replace('  localFile,\n', '')
        .replace('questions, 3)', 'questions, 2)'),
    );
    const { code, stdout } = await runCli(['check', './my-bench', '--data-dir', 'data'], { cwd: folder });
    expect([code, stdout]).toEqual([0, expect.stringContaining('samples: 3 rows')]);
    expect(stdout).toContain('rows: 2 rows');
  });
});
