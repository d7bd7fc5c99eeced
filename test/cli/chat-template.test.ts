import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { projectRoot } from '../support/requires.ts';

const benchmark = join(projectRoot, 'templates', 'benchmark', 'benchmark.ts');
const template =
  '{{ bos_token }}{% for m in messages %}{% if m.role == "system" %}{{ raise_exception("No system role") }}{% endif %}[{{ m.role }}]{{ m.content }} {{ eos_token }}{% endfor %}A:';

/** A model's folder with its template. */
const modelFolder = (text = template): string => {
  const folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  const config = { chat_template: text, bos_token: '<s>', eos_token: '</s>' };
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  return folder;
};

const prompt = (folder: string, ...more: readonly string[]) =>
  runHere(['prompt', benchmark, '--api', 'completions', '--chat-template', folder, ...more]);

const run = (url: string, folder: string, results: string, ...more: readonly string[]) =>
  runHere([
    ...['run', benchmark, '--model', 'vllm/m', '--base-url', url, '--api', 'completions', '--quiet'],
    ...['--chat-template', folder, '--results', results, '--run-name', 'r', '--json', ...more],
  ]);

/** Lines of `--bytes` put together again. */
const joined = (stdout: string): string =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
    .join('');

describe('prompt --bytes', () => {
  it('shows the text of the request, each blank of it, its length and its checksum', async () => {
    const folder = modelFolder();
    const [bytes, request] = await Promise.all([prompt(folder, '--bytes'), prompt(folder)]);
    const text = JSON.parse(request.stdout).body.prompt;
    expect(joined(bytes.stdout)).toBe(text);
    expect(text).toMatch(/^\[user\].* <\/s>A:$/s);
    expect(bytes.stdout.trimEnd().split('\n')).toHaveLength(text.split('\n').length);
    expect(bytes.stderr).toContain(
      `${Buffer.byteLength(text)} bytes of UTF-8, sha256 ${createHash('sha256').update(text).digest('hex')}`,
    );
    expect(bytes.stderr).toContain('tokenizer_config.json');
    expect(bytes.stderr).toContain('its "<s>" at the start is removed, because the server adds it');
  });

  it('says what to add where turns are sent', async () => {
    const { code, stdout, stderr } = await runHere(['prompt', benchmark, '--bytes']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--api completions');
  });
});

describe("a run with a model's own template", () => {
  it('sends the bytes that prompt shows, and goes on wherever the folder lies', async () => {
    const folder = modelFolder();
    const results = temporaryFolder();
    const prompts: unknown[] = [];
    const server = await startServer({
      answer: ({ body }) => {
        prompts.push(body.prompt);
        return '\\boxed{24}';
      },
    });
    try {
      const shown = await prompt(folder, '--bytes', '--quiet');
      expectCode(await run(server.url, folder, results, '--limit', '1'), 0);
      expect(prompts).toEqual([joined(shown.stdout)]);
      const moved = join(temporaryFolder(), 'elsewhere');
      renameSync(folder, moved);
      expectCode(await run(server.url, moved, results, '--limit', '2'), 0);
      expect(prompts).toHaveLength(2);
      const { settings } = JSON.parse(readFileSync(join(results, 'r', 'run.json'), 'utf8')).identity;
      expect(settings).toEqual({
        chat_template: 'tokenizer_config.json',
        chat_template_sha256: createHash('sha256').update(template).digest('hex'),
        chat_template_tokens: 'bos_token=<s> eos_token=</s>',
        chat_template_bos: '"<s>" removed',
      });
    } finally {
      await server.close();
    }
  });

  it('is not continued with a changed template, and says so', async () => {
    const results = temporaryFolder();
    const server = await startServer({ answer: () => '\\boxed{24}' });
    try {
      expectCode(await run(server.url, modelFolder(), results, '--limit', '1'), 0);
      const { code, stderr } = await run(server.url, modelFolder(`${template} `), results, '--limit', '1');
      expectCode({ code, stderr }, 2);
      expect(stderr).toMatch(/it differs in text of the chat template\n/);
      expect(stderr).toMatch(/^ +text of the chat template +[0-9a-f]{12}… +[0-9a-f]{12}… +--chat-template$/m);
      expect(server.requests()).toBe(1);
    } finally {
      await server.close();
    }
  });

  it('sends nothing when the template refuses the turns', async () => {
    const results = temporaryFolder();
    const server = await startServer({ answer: () => 'no' });
    try {
      const outcome = await run(server.url, modelFolder(), results, '--system', 'S');
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain('the template refuses the turns (system, user): No system role');
      expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(2);
      expect(server.requests()).toBe(0);
    } finally {
      await server.close();
    }
  });

  it('is refused for Ollama, whose completions API applies its own', async () => {
    const args = ['prompt', benchmark, '--model', 'ollama/m', '--api', 'completions'];
    const refused = await runHere([...args, '--chat-template', 'mistral']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain("puts the model's own template around every text");
    expectCode(await runHere(args), 0);
  });
});
