import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData, projectRoot } from '../support/requires.ts';

const preload = `--import=${join(projectRoot, 'test/queue/support/watch-modules.ts')}`;

/** A command, and the files that it loads. */
const loadedBy = async (args: readonly string[]) => {
  const file = join(temporaryFolder(), 'loaded');
  const outcome = await runCli(args, { env: { NODE_OPTIONS: preload, LOADED_FILE: file } });
  return { ...outcome, loaded: readFileSync(file, 'utf8').split('\n') };
};

const withoutPackages = (args: readonly string[]) =>
  runCli(args, { env: { NODE_OPTIONS: preload, HIDE_QUEUE: '1' } });

const answers = (): string => {
  const file = join(temporaryFolder(), 'answers.jsonl');
  const rows = Array.from({ length: 3 }, (_, id) => ({ id: String(id), text: `The answer is ${id}` }));
  writeFileSync(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  return file;
};

const scoring = (): readonly string[] => [
  ...['score', answers(), '--benchmark', 'gsm8k', '--data-dir', dataDirectory, '--quiet'],
];

describeWithData('a command without --queue', () => {
  it.each([
    ['--help', () => ['--help'], 0],
    ['run --help', () => ['run', '--help'], 0],
    ['demo', () => ['demo', '--quiet'], 0],
    // Of most samples there is no answer.
    ['score', scoring, 1],
  ])('loads nothing of it: %s', async (_, args, code) => {
    const outcome = await loadedBy(args());
    expect(outcome).toMatchObject({ code });
    expect(outcome.loaded.some(url => url.includes('/src/cli/main.ts'))).toBe(true);
    expect(outcome.loaded.filter(url => /\/src\/queue\/|\/(bullmq|ioredis)\//.test(url))).toEqual([]);
  });

  it('works where the packages of a queue are missing', async () => {
    expect(await withoutPackages(scoring())).toMatchObject({ code: 1 });
  });
});

describeWithData('a command with --queue', () => {
  it.each([
    ['score', () => [...scoring(), '--queue', 'redis://127.0.0.1:1']],
    ['worker', () => ['worker', '--queue', 'redis://127.0.0.1:1', '--data-dir', dataDirectory]],
  ])('says what to install where the packages are missing: %s', async (_, args) => {
    const { code, stderr } = await withoutPackages(args());
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /^(.*\n)?eurus-eval: A queue needs the packages bullmq and ioredis, which are not here\.\nRun npm install bullmq ioredis where eurus-eval is installed\.\n$/,
      ),
    });
  });

  it.each([
    [
      'another scheme',
      'http://host',
      '--queue is "http://host", expected redis://HOST:PORT or rediss://HOST:PORT.',
    ],
    [
      'a password',
      'redis://me:secret@host',
      '--queue has a password in it, which others on this machine could read.',
    ],
    ['a path', 'redis://host/a/b', '--queue is "redis://host/a/b", expected redis://HOST:PORT/NUMBER.'],
    [
      'options',
      'redis://host?tls=no',
      '--queue is "redis://host?tls=no", expected redis://HOST:PORT/NUMBER.',
    ],
  ])('refuses %s before anything is read', async (_, url, message) => {
    const { code, stderr } = await runHere(['score', 'none.jsonl', '--benchmark', 'gsm8k', '--queue', url]);
    expectCode({ code, stderr }, 2);
    expect(stderr).toMatch(`eurus-eval: ${message}\n`);
    expect(stderr).not.toContain('secret');
  });

  it('ends at once when it refuses', async () => {
    expect(await runCli(['score', 'none.jsonl', '--benchmark', 'gsm8k', '--queue', 'nowhere'])).toMatchObject(
      {
        code: 2,
        stderr: 'eurus-eval: --queue is "nowhere", expected redis://HOST:PORT or rediss://HOST:PORT.\n',
      },
    );
  });
});
