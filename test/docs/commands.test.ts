import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type RewardServer,
  type ScriptedServer,
  startRewardServer,
  startServer,
} from '../../src/scripted/index.ts';
import { dataDirectory, describeWithData, projectRoot } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';
import { documentedCommands, pages } from './documented.ts';

/** Commands that this test does not start, by what they begin with, and why. */
const elsewhere: readonly (readonly [start: RegExp, why: string])[] = [
  [/^(?:npm|npx vitest) /, 'CI installs, tests and starts the demo by them; the others take long'],
  [/my-published-bench/, 'a package that nobody has published; test/adapter/outside.test.ts loads one'],
  [
    /^eurus-eval (?:pairs preferences\.jsonl|plot dpo) /,
    'they ask servers of reward models; test/cli/pairs.test.ts starts those, and the commands of docs/pairs.md',
  ],
  [/ --base-url \S+ --base-url /, 'several servers; test/cli/several-endpoints.test.ts starts them'],
  [/--queue redis:|^redis-server /, 'test/docs/scale.test.ts starts a server and workers for them'],
  [
    /docker compose|examples\/compose|openssl rand/,
    'containers; test/docs/compose.test.ts runs what is in them',
  ],
  [/^(?:python -m llama_cpp\.server|llama-server) /, 'servers of others'],
];

/** What a reader would have, beside the runs that are made before the first command. */
const files: Readonly<Record<string, string>> = {
  'answers.jsonl': '{"id": "snarks/0", "text": "So the answer is (A)."}\n',
  'pairs.jsonl': '{"gold": "1/2", "pred": "0.5"}\n',
  'program.py': 'print(6 * 7)\n',
  'add.js': 'const [a, b] = stdin.split(" ").map(Number);\nconsole.log(a + b);\n',
  'in.txt': '2 3',
  'tokenizer_config.json': JSON.stringify({
    bos_token: '<s>',
    chat_template: "{{ bos_token }}[INST] {{ messages[0]['content'] }} [/INST]",
  }),
};

/** Of single pages, where the same name means another file. */
const ofPage: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/adding-a-benchmark.md': { 'answers.jsonl': '{"id": "floor", "text": "\\\\boxed{24}"}\n' },
};

/** Runs that pages name, by the scripted model that stands in for them; a page has only those that its commands name. */
const named: Readonly<Record<string, string>> = {
  earlier: 'scripted-careful',
  RUN: 'scripted-careful',
  A: 'scripted-hasty',
  B: 'scripted-careful',
  '6b_verification': 'scripted-hasty',
  '175b_finetuning': 'scripted-careful',
  '175b_verification': 'scripted-cheater',
};

/** Of one command. Seconds, but for a machine whose cores all have other work. */
const timeout = 180_000;

let [root, server]: [string, ScriptedServer | null] = ['', null];
let rewards: RewardServer | null = null;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'eurus-docs-'));
  server = await startServer({
    models: ['my-model', 'NAME', 'llama-3-8b', 'openbmb/Eurus-7b-kto', 'meta-llama/Llama-3.1-8B-Instruct'],
    answer: ({ maxTokens }) => ({
      text: 'Step by step.\n```python\nprint(4)\n```\nThe answer is \\boxed{4}.',
      // A judge is asked for one word.
      ...(maxTokens === 1 ? { logprobs: { Yes: -0.1, No: -2.5 } } : {}),
    }),
  });
  rewards = await startRewardServer({ reward: ({ answer }) => answer.length });
  mkdirSync(join(root, 'bin'));
  const start = `exec '${process.execPath}' '${join(projectRoot, 'bin', 'eurus-eval.js')}' "$@"\n`;
  writeFileSync(join(root, 'bin', 'eurus-eval'), `#!/bin/sh\n${start}`);
  writeFileSync(join(root, 'bin', 'npx'), `#!/bin/sh\n[ "$1" = eurus-eval ] || exit 127\nshift\n${start}`);
  for (const name of ['eurus-eval', 'npx']) chmodSync(join(root, 'bin', name), 0o755);
  const demo = await runLine('eurus-eval demo --quiet --results runs', root);
  expect(demo.code, demo.output).toBe(0);
}, timeout);

afterAll(async () => {
  await server?.close();
  await rewards?.close();
  rmSync(root, { recursive: true, force: true });
});

const folderOf = (page: string): string => {
  const folder = join(root, page.replaceAll('/', '_'));
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, 'models'), { recursive: true });
  cpSync(join(projectRoot, 'templates', 'benchmark'), join(folder, 'my-bench'), { recursive: true });
  cpSync(join(projectRoot, 'templates'), join(folder, 'templates'), { recursive: true });
  cpSync(join(projectRoot, 'templates', 'backend', 'backend.ts'), join(folder, 'backend.ts'));
  for (const [name, text] of Object.entries({ ...files, ...ofPage[page] })) {
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, 'models', 'my-model'));
  cpSync(join(folder, 'tokenizer_config.json'), join(folder, 'models', 'my-model', 'tokenizer_config.json'));
  writeFileSync(
    join(folder, 'eurus.config.json'),
    JSON.stringify({ limit: '1', 'data-dir': dataDirectory, 'base-url': server?.url }),
  );
  for (const runs of ['results/demo', 'results/runs'])
    cpSync(join(root, 'runs'), join(folder, runs), { recursive: true });
  const words = new Set(documentedCommands(page).flatMap(({ text }) => text.split(/[\s/]+/)));
  for (const [name, run] of Object.entries(named)) {
    if (!words.has(name)) continue;
    cpSync(join(root, 'runs', run), join(folder, 'results', 'runs', name), { recursive: true });
  }
  return folder;
};

const serves = /eurus-eval view(?!.*--static)/;

type Ended = { readonly code: number | null; readonly output: string };

const runLine = (text: string, folder: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const line = text
      .replaceAll(/https?:\/\/(?:127\.0\.0\.1|gpu|localhost):\d+\/v1|\bURL\b/g, server?.url ?? '')
      // Reward models are asked at the root.
      .replaceAll(/https?:\/\/gpu:\d+(?!\/v1|\d)/g, rewards?.url ?? '');
    const child = spawn('sh', ['-c', line], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(root, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: folder,
        // So that the interpreter and what Node compiles are not made anew for each page.
        XDG_CACHE_HOME: join(root, 'cache'),
        NO_COLOR: '1',
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
        // It serves until Ctrl-C.
        if (serves.test(text) && /http:\/\/\S+/.test(output)) process.kill(-(child.pid ?? 0), 'SIGINT');
      });
    }
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });

/** While somebody works, those that a newcomer types first, without the longest; in CI all of them. */
const tried = rounds({ usual: ['README.md'], thorough: pages });
const long = rounds({ usual: /run eurus |^npx eurus-eval run .*--model/, thorough: null });

describeWithData('every command that the documentation shows', { timeout }, () => {
  for (const page of tried) {
    for (const { line, text } of documentedCommands(page)) {
      if (elsewhere.some(([start]) => start.test(text)) || long?.test(text) === true) continue;
      it(`works: ${page}:${line} ${text}`, async () => {
        const { code, output } = await runLine(text, folderOf(page));
        expect(serves.test(text) ? [0, 130, null] : [0, 1], `${text}\n${output}`).toContain(code);
      });
    }
  }
});

it('finds commands in the README', () => {
  expect(documentedCommands('README.md').length).toBeGreaterThan(5);
  expect(readFileSync(join(projectRoot, 'README.md'), 'utf8')).toContain('npx eurus-eval');
});
