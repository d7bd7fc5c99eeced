import { expect, it } from 'vitest';
import { task } from './runs.ts';
import { inPage, type Stage } from './stage.ts';

const pages = [
  ['leaderboard', '#/', '.board-table'],
  ['leaderboard with models as columns', '#/?rows=benchmarks&graders=all', '.board-table'],
  ['run', '#/run?run=alpha', '.tasks-table'],
  ['list', `#/task?run=alpha&task=${task}`, '[role=option]'],
  ['sample', `#/task?run=alpha&task=${task}&id=s1&at=1`, '.answer-section .markdown'],
  ['episode', `#/task?run=episodes&task=${task}&id=e0`, '.node-head'],
  ['flips', `#/compare?a=alpha&b=beta&task=${task}&id=s8`, '.side .markdown'],
] as const;

/** Light and dark, narrow and wide. */
export const looksTests = (stage: () => Stage): void => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is readable in ${colorScheme}: contrast of at least 4.5 everywhere, every control named`, async () => {
      const page = await stage().open('', { colorScheme });
      for (const [name, hash, ready] of pages) {
        await page.goto(`${stage().url}${hash}`);
        await page.locator(ready).first().waitFor();
        expect(await inPage(page, 'faint'), name).toEqual([]);
        expect(await inPage(page, 'unnamed'), name).toEqual([]);
      }
    });
  }

  it('fits into 400 px without scrolling sideways', async () => {
    const page = await stage().open('', { viewport: { width: 400, height: 800 } });
    for (const [name, hash, ready] of pages) {
      await page.goto(`${stage().url}${hash}`);
      await page.locator(ready).first().waitFor();
      expect(await inPage<number>(page, 'width'), name).toBe(400);
    }
  });

  it('follows the system, and keeps what the reader chose instead', async () => {
    const page = await stage().open('', { colorScheme: 'dark' });
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    const ground = (): Promise<string> => inPage(page, 'background');
    const dark = await ground();
    await page.getByRole('button', { name: 'Light or dark' }).click();
    await expect.poll(ground).not.toBe(dark);
    const light = await ground();
    await page.reload();
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    expect(await ground()).toBe(light);
    await page.keyboard.press('t');
    await expect.poll(ground).toBe(dark);
  });
};
