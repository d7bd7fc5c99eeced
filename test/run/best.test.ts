import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/core/index.ts';
import { readRunDirectory, run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  greedyProtocol,
  rightText,
  runOptions,
} from './fakes.ts';
import { json } from './files.ts';

const benchmark = fakeBenchmark('b', 20, { protocols: { cot: greedyProtocol, pot: greedyProtocol } });
const both = [fakeTask(benchmark, ['exact'], 'cot'), fakeTask(benchmark, ['exact'], 'pot')];

/** Half of `cot` is right, three quarters of `pot`, and on other samples. */
const backend = () =>
  fakeBackend(request => {
    const number = Number(request.id.slice(1));
    const right = request.protocol === 'cot' ? number < 10 : number >= 5;
    return generated(right ? rightText(request) : 'wrong');
  });

describe('the better of two settings', () => {
  it('stands beside the cells, with the numbers of the one it was taken from', async () => {
    const options = runOptions(await freshDirectory(), { tasks: both, backend: backend() });
    const { summary } = await run(options);
    expect(summary.cells.map(({ protocol }) => protocol)).toEqual(['cot', 'pot']);
    const pot = summary.cells[1];
    expect(summary.best).toEqual([{ ...pot, protocol: 'best', from: 'pot' }]);
    // Not the three quarters and more that choosing sample by sample would give.
    expect(summary.best?.[0]?.metrics['pass@1']?.value).toBe(0.75);
    expect(await json(options.directory, 'summary.json')).toMatchObject({ best: [{ from: 'pot' }] });
  });

  it('is there once the second setting is, whichever command asked for it', async () => {
    const options = runOptions(await freshDirectory(), { tasks: both.slice(0, 1), backend: backend() });
    await run(options);
    expect((await readRunDirectory(options.directory)).summary.best).toBeUndefined();
    await run({ ...options, tasks: both.slice(1) });
    expect((await readRunDirectory(options.directory)).summary.best).toMatchObject([{ from: 'pot' }]);
  });

  it('follows from the cells: what a file says of it is not believed', async () => {
    const options = runOptions(await freshDirectory(), { tasks: both, backend: backend() });
    await run(options);
    const path = join(options.directory, 'summary.json');
    const summary = (await json(options.directory, 'summary.json')) as unknown as Summary;
    await writeFile(path, JSON.stringify({ ...summary, best: [{ ...summary.cells[0], from: 'cot' }] }));
    expect((await readRunDirectory(options.directory)).summary.best).toMatchObject([{ from: 'pot' }]);
  });
});
