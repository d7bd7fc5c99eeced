import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findBenchmark, suites } from '../../benchmarks/index.ts';
import { resolveTasks } from '../../src/cli/tasks.ts';
import type { Summary } from '../../src/core/index.ts';
import { paperColumns, paperOrder } from '../../src/published/index.ts';
import { taskName } from '../../src/run/index.ts';
import { type Outcome, runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { goldAnswers } from '../support/gold/index.ts';
import { startGoldServer } from '../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

/** Of the suite, what is there and the gold server can answer. */
const there = (suites.eurus?.members ?? []).filter(
  ({ benchmark }) => findBenchmark(benchmark) !== undefined && goldAnswers[benchmark] !== undefined,
);

describeWithData('the suite eurus in one command', () => {
  let folder: string;
  let first: Outcome;
  let planned: Outcome;
  let second: Outcome;
  const directory = (): string => join(folder, 'gold');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-suite-'));
    const tasks = resolveTasks({ names: ['eurus'] });
    // Of the settings that are compared, step by step is right on every second sample only.
    const wrong = (key: string, index: number): boolean =>
      index % 2 === 1 && /\.cot\//.test(key) && !key.startsWith('bbh');
    const server = await startGoldServer({ tasks, api: 'chat', provider: 'vllm', wrong });
    const command = [
      ...['run', 'eurus', '--model', 'vllm/gold', '--base-url', server.url, '--limit', '4', '--json'],
      ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'gold'],
    ];
    first = await runCli(command);
    planned = await runHere([...command, '--dry-run']);
    second = await runCli(command);
    await server.close();
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it('asks every benchmark that is there, and both settings where the paper has the better one', () => {
    expectCode(first, 0);
    const summary: Summary = JSON.parse(first.stdout);
    expect(new Set(summary.cells.map(({ benchmark }) => benchmark))).toEqual(
      new Set(there.map(({ benchmark }) => benchmark)),
    );
    const compared = there.filter(({ settings }) => settings !== undefined);
    expect(summary.best?.map(({ benchmark, from }) => [benchmark, from])).toEqual(
      compared.map(({ benchmark }) => [benchmark, 'pot']).sort(),
    );
    for (const { metrics } of summary.best ?? []) expect(metrics['pass@1']?.value).toBe(1);
    for (const { benchmark, protocol, metrics } of summary.cells) {
      // The gold server has solutions to some of its problems only.
      if (benchmark === 'leetcode') continue;
      const half = compared.some(one => one.benchmark === benchmark) && protocol === 'cot';
      expect([benchmark, protocol, metrics['pass@1']?.value]).toEqual([benchmark, protocol, half ? 0.5 : 1]);
    }
  });

  it('says what it leaves out, and goes on where it stopped', () => {
    const left = (suites.eurus?.members ?? []).filter(({ benchmark }) => !findBenchmark(benchmark));
    for (const { benchmark } of left) expect(first.stderr).toContain(benchmark);
    expect(JSON.parse(planned.stdout)).toMatchObject({ requests: 0 });
    expectCode(second, 0);
    expect(JSON.parse(second.stdout)).toEqual(JSON.parse(first.stdout));
  });

  it("has a table of the paper's columns in the paper's order", async () => {
    const { stdout } = await runHere(['table', directory(), '--format', 'json']);
    const { columns } = JSON.parse(stdout) as { columns: readonly { benchmark: string; protocol: string }[] };
    const mains = columns.slice(0, there.length);
    expect(mains.map(({ benchmark }) => benchmark)).toEqual(
      paperOrder.filter(id => there.some(({ benchmark }) => benchmark === id)),
    );
    for (const { benchmark, settings } of there) {
      const protocol = mains.find(column => column.benchmark === benchmark)?.protocol;
      expect(protocol === 'best', benchmark).toBe(settings !== undefined);
    }
    const paper = await runHere(['table', directory(), '--paper', '--format', 'csv']);
    const [head = '', line = ''] = paper.stdout.split('\n');
    const names = head.split(',').filter(name => !name.endsWith(' marks'));
    expect(names).toEqual(['section', 'model', ...paperColumns.map(({ name }) => name), 'Avg']);
    const values = line
      .split(',')
      .slice(2)
      .filter((_, index) => index % 2 === 0);
    const { best = [], cells }: Summary = JSON.parse(first.stdout);
    const shown = paperColumns.map(({ benchmark, group }) => {
      const cell = [...best, ...cells].find(one => one.benchmark === benchmark);
      if (cell === undefined || group !== undefined) return '';
      return (100 * (cell.metrics['pass@1']?.value ?? Number.NaN)).toFixed(2);
    });
    const whole = paperColumns.filter(({ group }) => group === undefined).length;
    expect(values.slice(0, whole)).toEqual(shown.slice(0, whole));
    // No mean of fewer than twelve.
    if (there.length < paperOrder.length) expect(values.at(-1)).toBe('');
    expectCode(paper, 0);
  });

  it('judges anew by the graders that another suite names', async () => {
    const tasks = resolveTasks({ names: ['eurus'] }).map(taskName);
    const { code, stdout, stderr } = await runHere([
      ...['score', directory(), '--benchmark', 'eurus', '--data-dir', dataDirectory, '--json'],
    ]);
    expectCode({ code, stderr }, 0);
    const { cells }: Summary = JSON.parse(stdout);
    expect(cells.map(({ benchmark, protocol }) => `${benchmark}.${protocol}`).sort()).toEqual(
      [...tasks].sort(),
    );
  });
});
