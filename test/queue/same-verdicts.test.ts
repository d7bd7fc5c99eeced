import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { dataDirectory } from '../support/requires.ts';

/** Files of verdicts line by line, without what was measured. */
const verdictsIn = (directory: string): readonly string[] =>
  readdirSync(join(directory, 'verdicts')).flatMap(name =>
    readFileSync(join(directory, 'verdicts', name), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line =>
        JSON.stringify(JSON.parse(line), (key, value) =>
          /^(duration|cpu|peak)_/.test(key) ? undefined : value,
        ),
      ),
  );

/** Without the time that was measured. */
const summaryIn = (directory: string): string =>
  readFileSync(join(directory, 'summary.json'), 'utf8').replace(/"duration_s": [\d.]+/g, '');

describeWithRedis('a recorded file that is scored through a queue', () => {
  it('has the verdicts and the summary of one scored without, with one worker and with two', async () => {
    const redis = await startRedis();
    const folder = temporaryFolder();
    const file = join(folder, 'answers.jsonl');
    const answers = Array.from({ length: 1319 }, (_, row) => ({
      id: String(row),
      text: `The answer is ${row % 20}`,
    }));
    writeFileSync(file, answers.map(answer => `${JSON.stringify(answer)}\n`).join(''));
    const score = (name: string, ...more: readonly string[]) =>
      runCli([
        'score',
        file,
        '--benchmark',
        'gsm8k',
        '--data-dir',
        dataDirectory,
        '--out',
        join(folder, name),
        ...more,
      ]);
    const worker = () =>
      startCli(['worker', '--queue', redis.url, '--workers', '1', '--data-dir', dataDirectory]);
    const workers = [worker()];
    try {
      expectCode(await score('plain'), 0);
      expectCode(await score('one', '--queue', redis.url), 0);
      workers.push(worker());
      expectCode(await score('two', '--queue', redis.url), 0);
      const plain = join(folder, 'plain');
      for (const name of ['one', 'two']) {
        expect(verdictsIn(join(folder, name))).toEqual(verdictsIn(plain));
        expect(summaryIn(join(folder, name))).toBe(summaryIn(plain));
      }
    } finally {
      for (const { process } of workers) process.kill('SIGTERM');
      const ended = await Promise.all(workers.map(({ ended }) => ended));
      await redis.stop();
      expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    }
  });
});
