import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeCompletion, encodeSampleRecord, encodeVerdict } from '../../../src/core/index.ts';
import { completionsPath, samplesPath, verdictsPath } from '../../../src/run/layout.ts';
import { writtenCompletion, writtenSample, writtenVerdict } from '../../support/written-run.ts';
import { liveRun, task } from './runs.ts';
import type { Stage } from './stage.ts';

/** A run that goes on while it is looked at. */
export const liveTests = (stage: () => Stage): void => {
  it('takes in what a run writes, and loses neither the place nor the open sample', async () => {
    const page = await stage().open(`#/task?run=growing&task=${task}&id=s210&at=210`);
    await page.getByText(/^400 answers$/).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByText('s210', { exact: true }).first().waitFor();
    const list = page.locator('[role=listbox]');
    const before = await list.evaluate(box => box.scrollTop);
    expect(before).toBeGreaterThan(0);
    append(join(stage().folder, 'runs', 'growing'), 400);
    await page.getByText(/^401 answers$/).waitFor();
    expect(await list.evaluate(box => box.scrollTop)).toBe(before);
    expect(await page.getByRole('article', { name: 'Sample s210' }).isVisible()).toBe(true);
    expect(await page.locator('.row.selected').textContent()).toContain('s210');
    await list.evaluate(box => box.scrollTo(0, box.scrollHeight));
    await page.getByText('s400', { exact: true }).waitFor();
  });
};

const append = (directory: string, sample: number): void => {
  const run = { ...liveRun, directory };
  const line = (record: Record<string, unknown>): string => `${JSON.stringify(record)}\n`;
  appendFileSync(samplesPath(directory, task), line(encodeSampleRecord(writtenSample(run, sample))));
  appendFileSync(completionsPath(directory, task), line(encodeCompletion(writtenCompletion(run, sample, 0))));
  appendFileSync(
    verdictsPath(directory, task, 'exact'),
    line(encodeVerdict(writtenVerdict(run, sample, 0, 'exact'))),
  );
};
