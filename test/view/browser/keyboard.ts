import { expect, it } from 'vitest';
import { task } from './runs.ts';
import { inPage, type Stage } from './stage.ts';

/** Everything without a mouse. */
export const keyboardTests = (stage: () => Stage): void => {
  it('moves through the list, opens, reads on and closes', async () => {
    const page = await stage().open(`#/task?run=alpha&task=${task}`);
    await page.getByText('s0', { exact: true }).waitFor();
    const article = (id: string) => page.getByRole('article', { name: `Sample ${id}` });
    for (const key of ['j', 'ArrowDown', 'k', 'j', 'Enter']) await page.keyboard.press(key);
    await article('s1').waitFor();
    await page.keyboard.press(']');
    await article('s2').waitFor();
    await page.keyboard.press('[');
    await article('s1').waitFor();
    expect(page.url()).toContain('id=s1&at=1');
    await page.keyboard.press('r');
    await page.locator('.answer-section .raw').waitFor();
    await page.keyboard.press('End');
    await article('s2999').waitFor();
    await page.keyboard.press('Escape');
    await article('s2999').waitFor({ state: 'detached' });
    expect(await page.locator('.row.selected').textContent()).toContain('s2999');
  });

  it('reaches every control by Tab, and shows where the focus is', async () => {
    const page = await stage().open('');
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    const reached = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      const focus = await inPage<Focus | null>(page, 'focus');
      if (focus === null) break;
      reached.add(focus.words);
      expect(focus.outline, focus.words).toBe('solid 2px');
    }
    expect([...reached].some(words => words.startsWith('alpha'))).toBe(true);
    expect(reached.has('Compare')).toBe(true);
  });

  it('explains its keys', async () => {
    const page = await stage().open('');
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
};

type Focus = { readonly words: string; readonly outline: string };
