import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { task } from './runs.ts';
import { patienceMs, type Stage } from './stage.ts';

const list = (run = 'alpha', more = ''): string => `#/task?run=${run}&task=${task}${more}`;

const rowsOf = (page: Page) => page.locator('[role=option]');

/** Finding one's way to an answer and reading it. */
export const readingTests = (stage: () => Stage): void => {
  it('opens with the leaderboard, from which a score leads to its samples', async () => {
    const page = await stage().open('');
    await page.getByRole('heading', { name: 'Leaderboard' }).waitFor();
    expect(await page.getByRole('link', { name: 'alpha', exact: true }).isVisible()).toBe(true);
    await page.getByRole('row', { name: /alpha/ }).locator('.score-link').first().click();
    await rowsOf(page).first().waitFor();
    await page.getByText(/^3,000 answers$/).waitFor();
  });

  it('shows what a run was in words, and its groups', async () => {
    const page = await stage().open('#/run?run=alpha');
    await page.getByRole('heading', { name: 'alpha' }).waitFor();
    expect(await page.locator('.manifest').textContent()).toContain(
      'temperature 0, top-p 1, at most 1024 tokens',
    );
    const figure = page.locator('img.light-only').first();
    await figure.scrollIntoViewIfNeeded();
    await expect
      .poll(() => figure.evaluate(image => image.naturalWidth), { timeout: patienceMs })
      .toBeGreaterThan(300);
    await page.getByRole('link', { name: `${task} lenient` }).click();
    await rowsOf(page).first().waitFor();
    expect(page.url()).toContain('grader=lenient');
  });

  it('draws only the rows that are seen, and asks for no others', async () => {
    const page = await stage().open(list());
    await rowsOf(page).first().waitFor();
    const asked: string[] = [];
    page.on('request', request => request.url().includes('api/rows') && asked.push(request.url()));
    await page.locator('[role=listbox]').evaluate(box => box.scrollTo(0, box.scrollHeight));
    await page.getByText('s2999', { exact: true }).waitFor();
    expect(await rowsOf(page).count()).toBeLessThan(60);
    expect(asked.length).toBeLessThan(4);
  });

  it('filters by verdict and group, and keeps both in the address', async () => {
    const page = await stage().open(list());
    await page.getByRole('button', { name: /^incorrect/ }).click();
    await page.getByText(/^599 of 3,000 answers$/).waitFor();
    await page.getByText('Filter and sort').click();
    await page.getByLabel('level').selectOption('level 1');
    await page.waitForURL(/in\.level=level/);
    await page.getByText(/^299 of 3,000 answers$/).waitFor();
    const again = await stage().open(new URL(page.url()).hash);
    await again.getByText(/^299 of 3,000 answers$/).waitFor();
    expect(await again.getByRole('button', { name: /^incorrect/ }).getAttribute('aria-pressed')).toBe('true');
    expect(await again.getByLabel('level').inputValue()).toBe('level 1');
  });

  it('begins a filtered list at its first row', async () => {
    const page = await stage().open(list('alpha', '&id=s2000&at=2000'));
    await page.getByRole('article', { name: 'Sample s2000' }).waitFor();
    await page.getByRole('button', { name: /^incorrect/ }).click();
    await page.getByText('s2', { exact: true }).waitFor();
    expect(await page.locator('[role=listbox]').evaluate(box => box.scrollTop)).toBe(0);
    expect(await page.locator('.row.selected').count()).toBe(0);
    await page.keyboard.press('j');
    expect(await page.locator('.row.selected').textContent()).toContain('s2');
  });

  it('searches ids, answers and reasons, or whole texts', async () => {
    const page = await stage().open(list());
    await rowsOf(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('s2345');
    await page.getByText(/^1 of 3,000 answers$/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(/^3,000 answers$/).waitFor();
    // What the list does not say may stand in an answer.
    await page.keyboard.type('"about *2998*"');
    await page.getByRole('button', { name: 'Search in whole texts' }).click();
    await page.getByText(/^1 of 3,000 answers$/).waitFor();
    await page.getByLabel('Where to search').selectOption('in the list');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.getByText(/^3,000 answers$/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Where to search').selectOption('in whole texts');
    await page.keyboard.press('/');
    await page.keyboard.type('"about *2999*"');
    await page.getByText(/^1 of 3,000 answers$/).waitFor();
    expect(page.url()).toContain('text=');
  });

  it('shows a sample: question, verdict, what was found and the answer with its formulas', async () => {
    const page = await stage().open(list());
    await page.getByText('s1', { exact: true }).click();
    const sample = page.getByRole('article', { name: 'Sample s1' });
    await sample.getByText('What is 1 times 3?', { exact: true }).waitFor();
    expect(await sample.locator('.pair').textContent()).toMatch(/Found.*last \\boxed.*3Gold3/);
    await sample.locator('.katex').first().waitFor();
    expect(await sample.getByRole('math', { name: '\\frac{6}{2} = 3' }).isVisible()).toBe(true);
    await sample.getByText('Whole prompt').click();
    await sample.getByText('Think first.').waitFor();
    expect(await sample.getByRole('row', { name: /lenient/ }).isVisible()).toBe(true);
  });

  it('marks the found answer where it stands in the raw text', async () => {
    const page = await stage().open(list('alpha', '&id=s1'));
    await page.getByRole('button', { name: 'in the text' }).click();
    const mark = page.locator('mark.found');
    await mark.waitFor();
    expect(page.url()).toContain('as=raw');
    expect(await mark.textContent()).toBe('3');
    expect(await mark.getAttribute('title')).toBe('found by: last \\boxed');
    await page.getByRole('button', { name: 'Markdown' }).click();
    await page.locator('.katex').first().waitFor();
    expect(page.url()).not.toContain('as=raw');
  });

  it('leads from a sample to the same one of other models', async () => {
    const page = await stage().open(list('alpha', '&id=s8'));
    const row = page.getByRole('region', { name: 'Other models' }).getByRole('row', { name: /beta/ });
    expect(await row.textContent()).toContain('incorrect');
    await row.getByRole('link', { name: 'beta' }).click();
    await page.waitForURL(/run=beta/);
    await page.getByText('beta fails here').first().waitFor();
  });

  it('compares two runs: the difference with its interval, flips both ways, and both answers', async () => {
    const page = await stage().open('#/compare?a=alpha&b=beta');
    const row = page.getByRole('row', { name: /made\.cot/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/^made\.cotexact270.*−\d+\.\d−\d+\.\d to [+−]\d/);
    await row.getByRole('link', { name: /only A has right/ }).click();
    const broken = page.locator('.list-head');
    await expect.poll(() => broken.textContent()).toMatch(/^\d+ flips/);
    await page.getByText('beta fails here').first().click();
    await page
      .getByRole('region', { name: 'A: alpha' })
      .getByText('correct', { exact: true })
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'B: beta' }).getByText('beta fails here').waitFor();
    await page.getByLabel('samples that').selectOption('fixed');
    await expect.poll(() => broken.textContent()).toMatch(/^\d+ flips?/);
    expect(page.url()).toContain('flips=fixed');
  });

  it('says in words what is not there', async () => {
    const page = await stage().open('#/task?run=alpha&task=nothing.cot');
    await page.getByText('has no task').waitFor();
    await page.goto(`${stage().url}#/nowhere`);
    await page.getByText('There is nothing at this address.').waitFor();
    await page.goto(`${stage().url}${list('alpha', '&q=nobodysaysthis')}`);
    await page.getByText('No answer is like that.').waitFor();
  });
};
