import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startServer } from '../../src/scripted/index.ts';
import { runCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData, projectRoot } from '../support/requires.ts';
import { isThorough } from '../support/thorough.ts';

const page = readFileSync(join(projectRoot, 'docs', 'ci.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => parse(text));

/** Every text under `run` or `script`, in the order of the page. */
const scriptsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(scriptsIn);
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'run' || name === 'script' ? [one].flat().map(String) : scriptsIn(one),
  );
};

/** Whatever a workflow may write there, as the server and the folders of this test. */
const filled = (script: string, url: string): string =>
  script.replaceAll(/\$\{\{ vars\.MODEL_URL \}\}|\$MODEL_URL/g, url);

type Ended = { readonly code: number | null; readonly output: string };

const sh = (script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    // As the runners do: the first command that fails ends the step.
    const child = spawn('bash', ['-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
      });
    }
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });

describeWithData('the workflows of docs/ci.md', () => {
  it('have steps', () => {
    expect(blocks.flatMap(scriptsIn).length).toBeGreaterThan(4);
  });

  // Each step is a command that has tests of its own; that they follow each other is for CI to prove.
  it.runIf(isThorough)(
    'run from step to step, stop at a threshold, and leave their reports',
    {
      timeout: 300_000,
    },
    async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'bin'));
      const npx = join(folder, 'bin', 'npx');
      const start = `exec '${process.execPath}' '${join(projectRoot, 'bin', 'eurus-eval.js')}' "$@"`;
      writeFileSync(npx, `#!/bin/sh\n[ "$1" = eurus-eval ] || exit 127\nshift\n${start}\n`);
      chmodSync(npx, 0o755);
      writeFileSync(join(folder, 'answers.jsonl'), '{"id": "snarks/0", "text": "So the answer is (A)."}\n');
      const demo = await runCli(['demo', '--quiet', '--results', join(folder, 'demo')]);
      expectCode(demo, 0);
      cpSync(join(folder, 'demo', 'scripted-careful'), join(folder, 'results', 'runs', 'earlier'), {
        recursive: true,
      });
      const server = await startServer({ models: ['my-model'], answer: () => 'The answer is \\boxed{4}.' });
      const page = join(folder, 'page.md');
      const env = {
        PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
        ...{ HOME: folder, NO_COLOR: '1', EURUS_DATA_DIR: dataDirectory, GITHUB_STEP_SUMMARY: page },
      };
      try {
        const scripts = blocks.flatMap(scriptsIn).filter(script => script !== 'npm ci');
        const ended: [string, number | null][] = [];
        for (const script of scripts) {
          // Fewer samples than a reader would ask for.
          const few = filled(script, server.url).replaceAll('--limit 200', '--limit 3');
          const { code, output } = await sh(few, folder, env);
          expect(output).not.toMatch(/unexpected|USAGE|There is no/);
          ended.push([/eurus-eval (\w+ \w+)/.exec(script)?.[1] ?? script, code]);
        }
        // The model says 4 to everything: that is below every threshold, and nothing else goes wrong.
        expect(ended).toEqual([
          ['data pull', 0],
          ['run gsm8k', 100],
          ['run gsm8k', 100],
          ['run gsm8k', 0],
          ['score answers', 1],
          ['data pull', 0],
          ['run gsm8k', 100],
        ]);
      } finally {
        await server.close();
      }
      const shown = readFileSync(page, 'utf8');
      expect(shown.match(/^## eurus-eval: /gm)).toHaveLength(3);
      expect(shown).toContain('❌ Below --fail-under gsm8k:pass@1=0.6');
      expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('❌');
      for (const file of ['junit.xml', 'scored.xml']) {
        expect(readFileSync(join(folder, file), 'utf8')).toMatch(/<\/testsuites>\n$/);
      }
    },
  );
});
