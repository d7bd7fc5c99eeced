import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { writeSite } from '../../../src/view/server/write-site.ts';
import { attacks } from './attacks.ts';
import { task } from './runs.ts';
import { inPage, type Stage } from './stage.ts';

/** The same page as files. */
export const staticTests = (stage: () => Stage): void => {
  it('opens from a folder without a server: list, filter, sample, comparison', async () => {
    const { folder, assets } = stage();
    const out = join(folder, 'site');
    await writeSite({ folder: join(folder, 'runs'), out, version: '0.0.0', assets });
    const site = pathToFileURL(join(out, 'index.html')).href;
    const page = await stage().open('', {}, site);
    await page.getByRole('link', { name: 'beta', exact: true }).first().waitFor();
    expect(await page.getByText('live', { exact: true }).count()).toBe(0);
    await page.goto(`${site}#/task?run=beta&task=${task}`);
    await page.getByRole('button', { name: /^incorrect/ }).click();
    await page.getByText('beta fails here').first().click();
    await page.locator('.answer-section .katex').first().waitFor();
    const place = attacks.findIndex(({ name }) => name === 'svg');
    await page.goto(`${site}#/task?run=hostile&task=${task}&id=${place}-svg`);
    await page.locator('.answer-section').getByText('<svg onload=').first().waitFor();
    expect(await inPage(page, 'inspect')).toEqual({ hacked: undefined, foreign: [], links: [] });
    await page.goto(`${site}#/task?run=episodes&task=${task}&id=e0`);
    await page.getByText('the verdict is that of').waitFor();
    await page.getByRole('region', { name: 'Tree' }).getByText('of 2 trials').waitFor();
    await page.getByRole('region', { name: 'Rewards' }).getByText('best of 2').waitFor();
    await page.goto(`${site}#/compare?a=alpha&b=beta`);
    await page.getByRole('row', { name: /made\.cot/ }).waitFor();
  });
};
