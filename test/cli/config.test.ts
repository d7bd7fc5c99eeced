import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const prompt = async (cwd: string, ...more: readonly string[]): Promise<Record<string, unknown>> => {
  const args = ['prompt', 'gsm8k', '--data-dir', dataDirectory, '--quiet', ...more];
  const { code, stdout, stderr } = await runHere(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).body;
};

describeWithData('a config file', () => {
  it.each([
    ['eurus.config.json', '{"temperature": 0.5, "max_tokens": 7, "maxRetries": 1}'],
    ['eurus.config.yaml', 'temperature: 0.5\nmax-tokens: 7\n'],
    ['eurus.config.js', 'export default { temperature: 0.5, maxTokens: 7 };'],
    ['eurus.config.ts', 'const tokens: number = 7;\nexport default { temperature: 0.5, maxTokens: tokens };'],
  ])('sets flags: %s', async (name, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, name), text);
    expect(await prompt(folder)).toMatchObject({ temperature: 0.5, max_tokens: 7 });
  });

  it('gives way to flags', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'eurus.config.json'), '{"temperature": 0.5, "max_tokens": 7}');
    expect(await prompt(folder, '--temperature', '0.1')).toMatchObject({ temperature: 0.1, max_tokens: 7 });
  });
});

describe('a config file that is wrong', () => {
  it.each([
    ['{"temprature": 1}', 'Did you mean "temperature"?'],
    ['{"n": 0}', '--n is "0"'],
    ['{"n": ', 'eurus.config.json cannot be read'],
    ['[1]', 'no object'],
  ])('is one line: %s', async (text, part) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'eurus.config.json'), text);
    const outcome = await runHere(['run', 'gsm8k', '--model', 'vllm/m'], { cwd: folder });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(part);
    expect(outcome.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});
