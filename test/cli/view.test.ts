import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAssets } from '../../src/view/server/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeRun } from '../support/written-run.ts';

/** Bundling the page may take a while on a machine that is busy. */
const slowMs = 120_000;

beforeAll(async () => {
  await loadAssets();
}, slowMs);

const folderOfRuns = async (): Promise<string> => {
  const folder = temporaryFolder();
  await writeRun({ directory: join(folder, 'a'), samples: 3, trials: 1 });
  return folder;
};

/** The line that the command prints, and the address in it. */
const started = async (args: readonly string[]) => {
  const cli = startCli(['view', ...args]);
  const line = await new Promise<string>((resolve, reject) => {
    cli.process.stdout?.once('data', resolve);
    void cli.ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { ...cli, line, url: /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0] ?? '' };
};

describe('eurus-eval view', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves the built page and the runs until %s ends it in good order',
    async signal => {
      const folder = await folderOfRuns();
      const { process, ended, line, url } = await started([folder, '--port', '0']);
      expect(line).toBe(`${folder} is shown at ${url} (Ctrl-C ends it)\n`);
      const page = await fetch(url);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toMatch(/^<!doctype html>/i);
      const { runs } = JSON.parse(await (await fetch(new URL('api/runs', url))).text());
      expect(runs.map(({ id }: { id: string }) => id)).toEqual(['a']);
      const figure = await fetch(new URL('figure.svg?name=verdicts&run=a', url));
      expect(await figure.text()).toMatch(/^<svg/);
      // One page listens: that keeps nobody from leaving.
      await fetch(new URL('api/events', url));
      process.kill(signal);
      const { code, stdout } = await ended;
      expect([code, stdout]).toEqual([0, line]);
    },
    slowMs,
  );

  it(
    'takes another port where the usual one is taken, and says so where one was named',
    async () => {
      const folder = await folderOfRuns();
      const [first, second] = [await started([folder]), await started([folder])];
      expect(first.url).not.toBe(second.url);
      const port = new URL(first.url).port;
      const { code, stdout, stderr } = await runCli(['view', folder, '--port', port]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`--port ${port} cannot be used`);
      for (const { process, ended } of [first, second]) {
        process.kill('SIGINT');
        expectCode(await ended, 0);
      }
    },
    slowMs,
  );

  it.each([
    ['a folder that there is not', ['none'], 'neither a run directory nor a folder of runs'],
    ['two folders', ['.', '.'], 'view shows one folder, 2 were named'],
    ['no port', ['.', '--port', '70000'], '--port is "70000"'],
  ])(
    'refuses %s in a line',
    async (_, args, words) => {
      const { code, stdout, stderr } = await runCli(['view', ...args]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(words);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    },
    slowMs,
  );

  it(
    'writes files that open without a server, and nothing over files of others',
    async () => {
      const folder = await folderOfRuns();
      const out = join(folder, 'site');
      const { code, stdout } = await runCli(['view', folder, '--static', out]);
      expect([code, stdout]).toEqual([
        0,
        `${join(out, 'index.html')} opens in a browser without a server.\n`,
      ]);
      expect(readdirSync(out)).toEqual(
        expect.arrayContaining(['data', 'figures', 'index.html', 'static.js']),
      );
      writeFileSync(join(folder, 'mine'), '');
      const refused = await runCli(['view', join(folder, 'a'), '--static', folder]);
      expect([refused.code, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toContain('--static');
      expect(readdirSync(folder).sort()).toEqual(['a', 'mine', 'site']);
    },
    slowMs,
  );
});
