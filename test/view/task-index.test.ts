import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRun } from '../../src/record/index.ts';
import { openTaskIndex } from '../../src/view/server/task-index.ts';
import { completionsHolding } from '../../src/view/server/text-search.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type WrittenRun, writeRun } from '../support/written-run.ts';

/** Files of several pieces each. */
const opened = async (more: Partial<WrittenRun> = {}) => {
  const directory = join(temporaryFolder(), 'a');
  await writeRun({
    directory,
    samples: 4000,
    trials: 2,
    characters: 1200,
    graders: ['exact', 'eurus'],
    ...more,
  });
  const [task] = (await openRun(directory)).tasks;
  if (task === undefined) throw new Error('no task');
  return { task, index: openTaskIndex(() => task) };
};

describe('openTaskIndex', () => {
  it('knows verdicts before completions, and says how much it has read', async () => {
    const { index } = await opened();
    await index.until(() => index.verdictPlace('eurus', 0) !== null, 60_000);
    expect(index.counts().completions).toBe(0);
    expect(index.share()).toBeLessThan(1);
    await index.until(() => false, 60_000);
    expect(index.counts()).toEqual({ rows: 8000, samples: 4000, completions: 8000 });
    expect(index.share()).toBe(1);
  });

  it('reads on at once where it is told of a change, also during a reading', async () => {
    const { task, index } = await opened({ samples: 2 });
    const lines = readFileSync(task.completions, 'utf8').split('\n').slice(0, -1);
    const append = (id: string): void =>
      appendFileSync(task.completions, `${lines[0]?.replaceAll('s0', id) ?? ''}\n`);
    await index.until(() => false, 60_000);
    expect([index.counts().completions, index.isCurrent()]).toEqual([4, true]);
    append('n1');
    index.changed();
    expect(index.isCurrent()).toBe(false);
    const reading = index.until(index.isCurrent, 60_000);
    append('n2');
    index.changed();
    await reading;
    expect([index.counts().completions, index.isCurrent()]).toEqual([6, true]);
  });

  it('reads the verdicts that are wanted first', async () => {
    const { index } = await opened();
    await index.look('eurus', 0);
    await index.until(() => index.verdictPlace('eurus', 7999) !== null, 60_000);
    expect(index.verdictPlace('exact', 7999)).toBeNull();
  });

  it('finds a sample at the end of the file before it has read so far', async () => {
    const { index } = await opened();
    await index.until(() => index.share() > 0, 60_000);
    await index.hurry('s3999');
    const places = () =>
      index
        .rowsOf('s3999')
        ?.rows.map(row => [
          index.completionPlace(row)?.offset,
          index.verdictPlace('exact', row)?.line,
          index.verdictPlace('eurus', row)?.line,
        ]);
    const found = places();
    expect(found?.map(([, ...lines]) => lines)).toEqual([
      [7999, 7999],
      [8000, 8000],
    ]);
    expect(found?.every(([offset]) => (offset ?? 0) > 1_000_000)).toBe(true);
    expect(index.share()).toBeLessThan(1);
    await index.until(() => false, 60_000);
    expect(index.counts().completions).toBe(8000);
    expect(places()).toEqual(found);
  });

  it('finds one whose completions stand in another order than its verdicts', async () => {
    const { index, task } = await opened();
    const lines = readFileSync(task.completions, 'utf8').trimEnd().split('\n');
    writeFileSync(task.completions, `${lines.toReversed().join('\n')}\n`);
    await index.until(() => index.share() > 0, 60_000);
    await index.hurry('s7');
    const places = () => index.rowsOf('s7')?.rows.map(row => index.completionPlace(row)?.offset);
    const found = places();
    expect(found?.every(offset => (offset ?? 0) > 1_000_000)).toBe(true);
    await index.until(() => false, 60_000);
    expect(places()).toEqual(found);
  });

  it('hands over columns that agree with the records', async () => {
    const { index } = await opened({ samples: 30, trials: 3 });
    await index.until(() => false, 60_000);
    const { rows, sampleOf, trialOf, tokensOf, truncatedOf } = index.table('exact');
    for (let row = 0; row < rows; row += 1) {
      const [sample, trial] = [sampleOf[row] ?? -1, trialOf[row] ?? -1];
      expect(tokensOf[row]).toBe(100 + ((sample * 7 + trial) % 900));
      expect(truncatedOf[row]).toBe((sample + trial) % 17 === 0 ? 1 : 0);
    }
  });
});

describe('completionsHolding', () => {
  it('ends when nobody waits for it any longer', async () => {
    const { index, task } = await opened();
    const gone = new AbortController();
    gone.abort();
    await expect(completionsHolding(['x'], index, task, gone.signal)).rejects.toMatchObject({ status: 499 });
  });
});
