import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../src/model/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { cohere } from '../../templates/backend/backend.ts';
import { runCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { projectRoot } from '../support/requires.ts';
import { cohereSpeech } from './cohere-speech.ts';
import { judgeBackend } from './contract.ts';
import { optionsOf } from './support.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const source = read('templates/backend/backend.ts');

for (const stream of [false, true]) {
  judgeBackend({
    title: `the template of a backend, streaming: ${stream}`,
    start: script => startServer({ ...script, speaks: cohereSpeech }),
    connect: ({ url, key, maxRetries }) => {
      const env = { KEY: key };
      const given = { model: 'tiny', stream, baseUrl: url, apiKeyEnv: 'KEY', env, maxRetries };
      return createBackend(optionsOf(given), cohere);
    },
    ends: { whole: 'COMPLETE', cut: 'MAX_TOKENS' },
    sampling: { max_tokens: 512, temperature: 0.2, p: 0.9 },
    stops: stop_sequences => ({ stop_sequences }),
    seed: { seed: 7 },
    logprobs: null,
    reasoning: true,
  });
}

describe('the guide to backends', () => {
  it('shows the whole template, which has 60 lines at most', () => {
    expect(read('docs/adding-a-backend.md')).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});

describe('--model with a file', () => {
  /** The templates in a bare folder, far from any package. */
  const copied = (): string => {
    const folder = temporaryFolder();
    for (const kind of ['backend', 'benchmark']) {
      mkdirSync(join(folder, kind));
      cpSync(join(projectRoot, 'templates', kind), join(folder, kind), { recursive: true });
    }
    return folder;
  };

  it('runs a benchmark through the backend in it', async () => {
    const cwd = copied();
    const answer = () => '\\boxed{24}';
    const server = await startServer({ answer, apiKey: 'sk-1', models: ['tiny'], speaks: cohereSpeech });
    const model = ['--model', './backend/backend.ts/tiny', '--base-url', server.url];
    const env = { COHERE_API_KEY: 'sk-1' };
    const args = ['run', './benchmark#cot', ...model, '--results', 'runs', '--run-name', 'one'];
    const outcome = await runCli([...args, '--json', '--quiet'], { cwd, env });
    const again = await runCli([...args, '--json', '--quiet'], { cwd, env });
    const requests = server.requests();
    await server.close();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout).cells[0].counts.correct).toBeGreaterThan(0);
    expect(again.stdout).toBe(outcome.stdout);
    expect(requests).toBe(3);
    const { identity } = JSON.parse(readFileSync(join(cwd, 'runs/one/run.json'), 'utf8'));
    expect(identity).toMatchObject({ backend: 'cohere', model: 'tiny', endpoint: server.url });
    expect(identity.settings.backend_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows a request without a key', async () => {
    const args = ['prompt', './benchmark#cot', '--model', './backend/backend.ts/tiny', '--quiet'];
    const outcome = await runCli(args, { cwd: copied() });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      url: 'https://api.cohere.com/v2/chat',
      body: { model: 'tiny' },
    });
  });

  it.each([
    ['./none.ts/tiny', 'There is no backend at ./none.ts'],
    ['./empty.ts/tiny', './empty.ts exports no backend'],
    ['./broken.ts/tiny', './broken.ts cannot be loaded'],
  ])('is one line where it cannot be used: %s', async (model, message) => {
    const cwd = copied();
    writeFileSync(join(cwd, 'empty.ts'), 'export const nothing = 1;\n');
    writeFileSync(join(cwd, 'broken.ts'), 'throw new Error("oh");\n');
    const outcome = await runCli(['run', './benchmark', '--model', model, '--quiet'], { cwd });
    expectCode(outcome, 2);
    expect(outcome.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(outcome.stderr).toContain(message);
  });
});
