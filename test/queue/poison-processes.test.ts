import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { writeWorkerBenchmark } from './support/worker-benchmark.ts';
import { startWorker } from './support/worker-process.ts';
import { until } from './support/worker-run.ts';

type Line = { readonly id: string; readonly verdict: string; readonly reason: string };

/** Verdicts that both graders have written, in the order of the samples. */
const verdictsIn = (out: string): readonly Line[] =>
  ['first', 'second'].flatMap(grader =>
    readFileSync(join(out, 'verdicts', `acts.direct.${grader}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Line),
  );

describeWithRedis(
  'a score with an answer that ends every process that judges it',
  { timeout: 180_000 },
  () => {
    it('loses three of them to it, and no other verdict', async () => {
      const folder = temporaryFolder();
      const redis = await startRedis();
      onTestFinished(redis.stop);
      const benchmark = writeWorkerBenchmark(folder, 'acts');
      const worker = startWorker(redis.url, benchmark, '--workers', '1', '--metrics', '0');
      onTestFinished(() => void worker.process.kill('SIGKILL'));
      const answers = Array.from({ length: 20 }, (_, id) => ({
        id: String(id),
        text: id === 7 ? 'leave' : 'fine',
      }));
      const file = join(folder, 'answers.jsonl');
      writeFileSync(file, answers.map(answer => `${JSON.stringify(answer)}\n`).join(''));
      const out = join(folder, 'out');
      const score = ['score', file, '--benchmark', benchmark, '--grader', 'all', '--out', out];
      const { code, stderr } = await runCli([...score, '--queue', redis.url]);
      expect({ code, stderr }).toMatchObject({ code: 1 });
      const verdicts = verdictsIn(out);
      expect(verdicts).toHaveLength(40);
      const [unscored, scored] = [true, false].map(isUnscored =>
        verdicts.filter(({ verdict }) => (verdict === 'unscored') === isUnscored),
      );
      const reason =
        '2 times, with nothing else to judge, the process that judged it came to an end: it ended itself with code 3';
      expect(unscored).toMatchObject([
        { id: '7', reason },
        { id: '7', reason },
      ]);
      expect(scored?.every(({ verdict }) => verdict === 'correct')).toBe(true);
      const lineOf = () => worker.lines().find(line => line.startsWith('Metrics are at '));
      await until(() => lineOf() !== undefined);
      const metrics = await (await fetch(lineOf()?.slice('Metrics are at '.length) ?? '')).text();
      expect(/^eurus_eval_worker_judge_deaths_total (\d+)$/m.exec(metrics)?.[1]).toBe('3');
    });
  },
);
