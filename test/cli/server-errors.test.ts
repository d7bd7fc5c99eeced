import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { projectRoot } from '../support/requires.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const scripted = async (given: Partial<Parameters<typeof startServer>[0]> = {}) => {
  const server = await startServer({ answer: () => '\\boxed{24}', models: ['tiny-7b', 'small'], ...given });
  closing.push(server.close);
  return server;
};

/** A run of the template's three questions in a folder of its own. */
const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const cwd = temporaryFolder();
  cpSync(join(projectRoot, 'templates', 'benchmark'), join(cwd, 'tiles'), { recursive: true });
  return runCli(['run', './tiles#cot', '--quiet', '--results', 'runs', ...args], { cwd, env });
};

describe('a server that cannot be used is one line and what to do', () => {
  const secret = 'sk-wrong-0123456789';
  const gone = 'http://127.0.0.1:9';
  type Case = readonly [
    title: string,
    args: (url: string) => readonly string[],
    env: Readonly<Record<string, string>>,
    code: number,
    said: readonly string[],
  ];
  const named = (model: string) => (url: string) => ['--model', model, '--base-url', url];
  const cases: readonly Case[] = [
    [
      'a wrong key',
      named('vllm/small'),
      { VLLM_API_KEY: secret },
      2,
      ['does not accept the key in VLLM_API_KEY'],
    ],
    [
      'a wrong model',
      url => [...named('vllm/tiny-8b')(url)],
      { VLLM_API_KEY: 'right' },
      2,
      ['does not serve the model "tiny-8b"', 'It serves: tiny-7b, small'],
    ],
    [
      'https for http',
      url => named('vllm/small')(url.replace('http:', 'https:')),
      { VLLM_API_KEY: 'right' },
      3,
      ['does not speak TLS', '--base-url http://127.0.0.1:'],
    ],
    [
      'a dead proxy',
      named('vllm/small'),
      { VLLM_API_KEY: 'right', HTTP_PROXY: gone },
      3,
      [`the proxy ${gone} refuses connections`, 'NO_PROXY'],
    ],
    [
      'an endpoint of another API',
      url => named('vllm/small')(`${url}/messages`),
      {},
      2,
      ['--base-url ends in /messages', '--model anthropic/NAME'],
    ],
    [
      'too many stop strings',
      url => [...named('vllm/small')(url), ...['a', 'b', 'c', 'd', 'e'].flatMap(mark => ['--stop', mark])],
      { VLLM_API_KEY: 'right' },
      2,
      ["'$.stop' is invalid", 'tiles.cot has 5 stop strings; give fewer or others with --stop'],
    ],
    [
      'too many stop strings for a server that is known',
      () => ['--model', 'openai/small', ...['a', 'b', 'c', 'd', 'e'].flatMap(mark => ['--stop', mark])],
      { OPENAI_API_KEY: 'right' },
      2,
      ['openai takes 4 stop strings at most, tiles.cot has 5', '--stop'],
    ],
    [
      'a seed where there is none',
      url => [...named('anthropic/small')(url), '--seed', '1'],
      { ANTHROPIC_API_KEY: 'right' },
      2,
      ['anthropic has no sampling seed', '--seed'],
    ],
  ];
  it.each(cases)('%s', async (_title, args, env, code, said) => {
    const server = await scripted({ apiKey: 'right', speaks: 'tgi' });
    const outcome = await run(args(server.url), env);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' });
    expect(outcome.stderr.trimEnd().split('\n').length, outcome.stderr).toBeLessThanOrEqual(2);
    for (const part of said) expect(outcome.stderr).toContain(part);
    expect(outcome.stderr).not.toContain(secret);
    expect(server.requests()).toBe(0);
  });
});

it('says that a base URL without /v1 was made whole, and goes on', async () => {
  const server = await scripted();
  const outcome = await run(['--model', 'vllm/small', '--base-url', server.url.replace('/v1', ''), '--json']);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain(`--base-url ${server.url} says it outright`);
  expect(server.requests()).toBe(3);
});
