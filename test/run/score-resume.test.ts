import { mkdir, readdir, readFile, rename, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Grader, Sandbox } from '../../src/core/index.ts';
import type { ScoreRecordedOptions } from '../../src/run/index.ts';
import { exact, fakeSandbox } from './fakes.ts';
import { records } from './files.ts';
import {
  contentOf,
  files,
  goesOn,
  type Judging,
  keysIn,
  ofFile,
  stopper,
  taskOf,
  total,
  unfinished,
  waysToScore,
} from './stoppable-score.ts';

describe.each(waysToScore)('scoring %s', (_name, start) => {
  it('goes on where it was stopped, and ends as if it had not been', async () => {
    const [calm, stopped] = [await start(), await start()];
    await calm.score();
    const { judged, said, directory, score } = stopped;
    const before = (await readdir(directory).catch((): string[] => [])).includes('verdicts')
      ? await readFile(join(directory, 'verdicts', files[0] ?? ''), 'utf8')
      : null;
    for (let round = 0; round < 4; round += 1) {
      const [until, asked] = [judged.length + 10, judged.length];
      const there = new Set(
        round === 0 ? [] : await keysIn(directory, unfinished, 'verdicts', files[0] ?? ''),
      );
      expect((await score({}, until)).interrupted).toBe(true);
      // What has a verdict is not judged again.
      expect(judged.slice(asked).filter(key => there.has(key))).toEqual([]);
      if (before !== null)
        expect(await readFile(join(directory, 'verdicts', files[0] ?? ''), 'utf8')).toBe(before);
    }
    const counted = (
      await Promise.all(files.map(name => records(directory, unfinished, 'verdicts', name)))
    ).flat();
    said.length = 0;
    const result = await score();
    expect(said).toEqual([goesOn(counted.length)]);
    expect(result.interrupted).toBe(false);
    expect(judged).toHaveLength(total);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('begins anew once all is done', async () => {
    const { judged, said, score } = await start();
    await score();
    await score();
    expect(judged).toHaveLength(2 * total);
    expect(said).toEqual([]);
  });

  it('writes the lines in the order of the completions, whatever order they are judged in', async () => {
    const contents: unknown[] = [];
    for (const scoreConcurrency of [1, 16]) {
      const { directory, score } = await start();
      await score({ scoreConcurrency });
      for (const name of files) {
        expect(await keysIn(directory, 'verdicts', name)).toEqual(
          await keysIn(directory, 'completions', 'b.cot.jsonl'),
        );
      }
      const { summary, ...lines } = await contentOf(directory);
      // The fake model of a run is answered in any order.
      contents.push(start === ofFile ? { summary, ...lines } : summary);
    }
    expect(contents[1]).toEqual(contents[0]);
  });

  const changed: readonly [string, (judging: Judging) => Partial<ScoreRecordedOptions>, string][] = [
    [
      'a grader of another version',
      ({ judged }) => ({ tasks: [taskOf(judged, { version: 2 })] }),
      '(b.cot graders exact 1 → 2)',
    ],
    [
      'other graders',
      ({ judged }) => ({ tasks: [taskOf(judged, {}, ['exact'])] }),
      '(b.cot graders contains 1 → none)',
    ],
    [
      'another gold answer',
      ({ judged }) => {
        const task = taskOf(judged);
        const sample: typeof task.benchmark.sample = row => ({ ...task.benchmark.sample(row), target: 'x' });
        return { tasks: [{ ...task, benchmark: { ...task.benchmark, sample } }] };
      },
      '…)',
    ],
    ['another version of eurus-eval', () => ({ version: '1' }), '(eurus_eval "0" → "1")'],
    ['other code', () => ({ code: { graders: 'ab' } }), '(code none → {"graders":"ab"})'],
  ];
  it.each(changed)('begins anew with %s, and says so', async (_what, more, difference) => {
    const judging = await start();
    const { judged, said, score, directory } = judging;
    await score({}, 20);
    const asked = judged.length;
    await score(more(judging));
    expect(judged).toHaveLength(asked + total);
    expect(said).toEqual([
      expect.stringMatching(/^\S+unfinished-score is of other work \(.*\): judging from the start\.$/),
    ]);
    expect(said[0]).toContain(difference);
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('cuts off a last line that is torn, and judges again what it and lines that are no verdict held', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    await score({}, 30);
    const path = join(directory, unfinished, 'verdicts', files[0] ?? '');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    // One in the middle is damaged, the last one is half there.
    lines[3] = lines[3]?.replace('"verdict":', '"ver":') ?? '';
    await writeFile(path, lines.join('\n'));
    await truncate(path, Buffer.byteLength(lines.join('\n')) - 20);
    const asked = judged.length;
    await score();
    const again = judged.slice(asked);
    expect(again.filter(key => there.includes(key)).sort()).toEqual([there[3], there.at(-1)].sort());
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('takes a last line without its newline for whole', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    await score({}, 30);
    const path = join(directory, unfinished, 'verdicts', files[0] ?? '');
    const text = await readFile(path, 'utf8');
    await truncate(path, Buffer.byteLength(text) - 1);
    await score();
    expect(judged).toHaveLength(total);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('judges again what could not be judged', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    let isBroken = true;
    const score7: Grader['score'] = (attempt, execute) => {
      if (isBroken && attempt.sample.id === 's7') throw new Error('a bug of ours');
      return exact.score(attempt, execute);
    };
    const tasks = [taskOf(judged, { score: score7 })];
    expect((await score({ tasks }, 100)).interrupted).toBe(true);
    const lost = judged.filter(key => key.includes('/s7/')).length;
    expect(lost).toBeGreaterThan(0);
    isBroken = false;
    expect((await score({ tasks })).unscored).toBe(0);
    expect(judged).toHaveLength(total + lost);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('passes over what is left of other work and cannot be told', async () => {
    const { judged, said, directory, score } = await start();
    await score({}, 20);
    await writeFile(join(directory, unfinished, 'work.json'), '{"work": {');
    const asked = judged.length;
    await score();
    expect(judged).toHaveLength(asked + total);
    expect(said).toEqual([]);
  });

  it('goes on after a failure between the verdicts and the summary, with files that have their names or have not', async () => {
    const [calm, { judged, said, directory, score }] = [await start(), await start()];
    await calm.score();
    const inTheWay = join(directory, 'summary.json');
    await rm(inTheWay, { force: true });
    await mkdir(inTheWay, { recursive: true });
    await expect(score()).rejects.toMatchObject({ code: 'DISK_DENIED' });
    expect(judged).toHaveLength(total);
    await rmdir(inTheWay);
    // As if it had been killed after the first of two files had taken its name.
    const [, second = ''] = files;
    await mkdir(join(directory, unfinished, 'verdicts'), { recursive: true });
    await rename(join(directory, 'verdicts', second), join(directory, unfinished, 'verdicts', second));
    await score();
    expect(judged).toHaveLength(total);
    expect(said).toEqual([goesOn(2 * total)]);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('asks for the sandbox before it goes on, and begins anew in another', async () => {
    const { said, score } = await start();
    let python = '3.1.0';
    const sandbox = fakeSandbox();
    const openSandbox = async (): Promise<Sandbox> => ({ ...sandbox, python, run: sandbox.run });
    const judged: string[] = [];
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const stop = (after: number) => stopper(judged, after);
    await score({ tasks, openSandbox, ...stop(20) });
    await score({ tasks, openSandbox, ...stop(40) });
    expect(said).toEqual([expect.stringContaining('Going on: ')]);
    python = '3.2.0';
    const asked = judged.length;
    await score({ tasks, openSandbox });
    expect(said[1]).toContain('(sandbox python "3.1.0" → "3.2.0"): judging from the start.');
    expect(judged).toHaveLength(asked + total);
  });
});
