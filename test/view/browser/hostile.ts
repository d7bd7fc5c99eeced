import { expect, it } from 'vitest';
import { attacks } from './attacks.ts';
import { task } from './runs.ts';
import { inPage, type Stage } from './stage.ts';

/** Text of a model is text. The stage fails on any request, dialog, window, error or violation of the policy. */
export const hostileTests = (stage: () => Stage): void => {
  for (const as of ['', '&as=raw']) {
    it(`shows what attacks as text${as === '' ? ', read as Markdown' : ', as it is'}`, async () => {
      const page = await stage().open(`#/task?run=hostile&task=${task}&id=0-script&at=0${as}`);
      for (const [place, { name, text, seen }] of attacks.entries()) {
        if (place > 0) await page.keyboard.press(']');
        const article = page.getByRole('article', { name: `Sample ${place}-${name}`, exact: true });
        await article.locator('.answer-section').waitFor();
        await article
          .locator('.answer-section')
          .getByText(as === '' ? seen : beginning(text))
          .first()
          .waitFor()
          .catch(() => expect.fail(`${name} is not seen`));
        expect(await inPage(page, 'inspect'), name).toEqual({ hacked: undefined, foreign: [], links: [] });
      }
    });
  }

  it('shows a hostile name of a model as text everywhere', async () => {
    const page = await stage().open('');
    await page.getByText('<img src=x onerror=globalThis.hacked=1>').first().waitFor();
    await page.goto(`${stage().url}#/run?run=hostile`);
    await page.getByRole('heading', { name: /<img src=x/ }).waitFor();
    expect(await inPage(page, 'inspect')).toEqual({ hacked: undefined, foreign: [], links: [] });
  });

  it('stays responsive on a million characters, and shows them all when asked', async () => {
    const place = attacks.findIndex(({ name }) => name === 'million');
    const page = await stage().open(`#/task?run=hostile&task=${task}&id=${place}-million`);
    const answer = page.locator('.answer-section');
    await answer.getByText('to be read as Markdown').waitFor();
    expect(await inPage<number>(page, 'answerLength')).toBeLessThan(60_000);
    await answer.getByRole('button', { name: 'show all' }).click();
    await expect.poll(() => inPage<number>(page, 'answerLength')).toBeGreaterThan(1_000_000);
    expect(await inPage<number>(page, 'width')).toBeLessThanOrEqual(1400);
  });

  it('has a policy that would stop what got through', async () => {
    const page = await stage().open('');
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    const refused = await inPage<string>(page, 'insertHtml');
    expect(refused).toContain('TrustedHTML');
    await stage()
      .finish()
      .catch(() => {});
  });
};

/** The first characters, up to one that is shown by its number. */
const beginning = (text: string): string => /^[ -~]{1,12}/.exec(text)?.[0].trim() ?? '';
