import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Turn } from '../../../src/core/index.ts';
import { turnsOf, type WrittenEpisode } from '../../tree/written-episodes.ts';
import { appendTurns, episodeTask, writeEpisodeRun } from '../episode-run.ts';
import { attacks } from './attacks.ts';
import { inPage, type Stage } from './stage.ts';

const attack = '<img src=x onerror="globalThis.hacked=1">';

/** Texts that look like markup in every place where a text can stand. */
const hostile = (turn: Turn): Turn =>
  turn.record === 'reply'
    ? { ...turn, reasoning: `reasoning ${attack}` }
    : {
        ...turn,
        observation: `observation ${attack}`,
        judged: { grader: `grader ${attack}`, verdict: 'incorrect', reason: `reason ${attack}` },
        feedback: {
          ...{ model: `critic ${attack}`, text: `feedback ${attack}`, latencyMs: 5 },
          usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
        },
        next: turn.next === null ? null : `next ${attack}`,
      };

const hostileEpisodes: readonly WrittenEpisode[] = attacks.map(({ text }, trial) => ({
  ...{ id: 'h0', trial },
  turns: [{ text }, { text: `${attack} code` }, { text: `${attack} answer`, verdict: 'incorrect' }],
}));

/** Three first actions, three ways on from each, and so on: 50 actions and one more. */
const branching: readonly WrittenEpisode[] = Array.from({ length: 38 }, (_, trial) => ({
  ...{ id: 'e1', trial },
  turns: [
    { text: `first ${trial % 3}` },
    { text: `second ${trial % 10}`, verdict: 'incorrect' as const },
    { text: `third ${trial}`, verdict: trial % 4 === 0 ? ('correct' as const) : ('incorrect' as const) },
  ],
}));

const main: readonly WrittenEpisode[] = [
  {
    ...{ id: 'e0', trial: 0 },
    turns: [
      { text: 'look' },
      { text: 'it is 4', verdict: 'incorrect' },
      { text: 'it is 5', verdict: 'correct' },
    ],
  },
  { id: 'e0', trial: 1, turns: [{ text: 'look' }, { text: 'it is 6', verdict: 'incorrect' }] },
];

const growing: WrittenEpisode = { id: 'g0', trial: 0, turns: [{ text: 'turn one' }, { text: 'turn two' }] };

export const writeEpisodeRuns = (folder: string): void => {
  writeEpisodeRun({
    directory: join(folder, 'episodes'),
    episodes: [...main, ...branching],
    rewards: [
      { name: 'rm-a', of: ({ trial }) => trial },
      { name: `rm-b ${attack}`, of: ({ trial }) => (trial === 0 ? 2.5 : `no number ${attack}`) },
    ],
  });
  writeEpisodeRun({
    ...{ directory: join(folder, 'hostile-episodes'), episodes: hostileEpisodes, turn: hostile },
  });
  writeEpisodeRun({
    ...{ directory: join(folder, 'growing-episodes'), episodes: main.slice(0, 1), unfinished: [growing] },
  });
};

const at = (run: string, id: string, more = ''): string =>
  `#/task?run=${run}&task=${episodeTask}&id=${id}${more}`;

/** Episodes turn by turn, rewards, and the tree of an instruction. */
export const episodeTests = (stage: () => Stage): void => {
  it('shows an episode turn by turn: how it ended and which turn decided', async () => {
    const page = await stage().open(at('episodes', 'e0'));
    const episode = page.getByRole('region', { name: 'Episode' });
    await episode.getByText('3 turns').waitFor();
    expect(await episode.textContent()).toContain('the verdict is that of turn 3');
    const turns = episode.locator('.turn');
    expect(await turns.count()).toBe(3);
    expect(await turns.nth(0).textContent()).toContain('code');
    expect(await turns.nth(0).getByText('shown', { exact: true }).isVisible()).toBe(true);
    await turns.nth(0).getByText('User turn that followed').click();
    await turns.nth(0).getByText('after look').waitFor();
    expect(await turns.nth(2).getByText('decided the verdict').isVisible()).toBe(true);
    await turns.nth(2).locator('> details > summary').click();
    await turns.nth(2).locator('.turn-body').waitFor({ state: 'detached' });
    await episode.getByRole('button', { name: 'turn 3' }).click();
    await turns.nth(2).locator('.turn-body').waitFor();
  });

  it('shows which trial each reward would choose, and sorts by a reward', async () => {
    const page = await stage().open(at('episodes', 'e0'));
    const rewards = page.getByRole('region', { name: 'Rewards' });
    const chosen = rewards.locator('tfoot td');
    await chosen.first().waitFor();
    expect(await chosen.allTextContents()).toEqual(['trial 2  incorrect', 'trial 1  correct']);
    const trials = rewards.locator('tbody th');
    expect(await trials.allTextContents()).toEqual(['1', '2']);
    await rewards.getByRole('button', { name: 'rm-a' }).click();
    await expect.poll(() => trials.allTextContents()).toEqual(['2', '1']);
    await rewards.getByRole('button', { name: '2', exact: true }).click();
    await rewards.getByText(`REWARD_UNUSABLE no number ${attack}`).waitFor();
  });

  it('draws the tree of an instruction, which the keyboard opens and which leads to the turns', async () => {
    const page = await stage().open(at('episodes', 'e0'));
    const tree = page.getByRole('region', { name: 'Tree' });
    await tree.getByText('4 actions (1 correct, 2 incorrect) of 2 trials').waitFor();
    const heads = tree.locator('.node-head');
    expect(await heads.count()).toBe(4);
    await heads.nth(0).focus();
    for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    const last = tree.locator('.node').nth(3);
    await last.getByText('it is 6').last().waitFor();
    await last.getByRole('button', { name: 'trial 2' }).click();
    await page.waitForURL(/trial=1/);
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Turn 2');
  });

  it('draws a tree of 50 actions within the width there is', async () => {
    for (const width of [400, 1600]) {
      const page = await stage().open(at('episodes', 'e1'), { viewport: { width, height: 900 } });
      const tree = page.getByRole('region', { name: 'Tree' });
      await tree.locator('.node-head').nth(50).waitFor();
      expect(await inPage<number>(page, 'width')).toBe(width);
      const box = await tree.locator('.node-line').last().boundingBox();
      expect(box?.width).toBeGreaterThan(120);
    }
  });

  it('marks an episode that is unfinished, and shows the turns that come', async () => {
    const page = await stage().open(at('growing-episodes', 'g0'));
    const episode = page.getByRole('region', { name: 'Episode' });
    await episode.getByText('unfinished').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    expect(await episode.locator('.turn').count()).toBe(2);
    const whole = turnsOf({ ...growing, turns: [...growing.turns, { text: 'turn three' }] });
    const directory = join(stage().folder, 'runs', 'growing-episodes');
    const second = episode.locator('.turn').nth(1);
    await second.getByText('reply', { exact: true }).waitFor();
    // Twice in a short time: what comes while the first is read is not missed.
    appendTurns(directory, whole.slice(3, 4));
    await second.getByText('code', { exact: true }).waitFor();
    appendTurns(directory, whole.slice(4, 5));
    await episode.getByText('turn three').waitFor();
  });

  for (const as of ['', '&as=raw']) {
    it(`shows every text of an episode as text${as === '' ? '' : ', as it is'}`, async () => {
      const page = await stage().open(at('hostile-episodes', 'h0', as));
      const episode = page.getByRole('region', { name: 'Episode' });
      for (const words of ['observation', 'reason', 'grader', 'critic', 'feedback']) {
        await episode.getByText(`${words} ${attack}`).first().waitFor();
      }
      for (const fold of ['Reasoning', 'User turn that followed'])
        await episode.getByText(fold).first().click();
      await episode.getByText(`next ${attack}`).first().waitFor();
      await episode.getByText(`reasoning ${attack}`).first().waitFor();
      for (const trial of attacks.keys()) {
        if (trial > 0) await page.getByRole('button', { name: `Trial ${trial + 1}:` }).click();
        await page.locator(`.trial-button:nth-child(${trial + 1})[aria-pressed=true]`).waitFor();
        expect(await inPage(page, 'inspect')).toEqual({ hacked: undefined, foreign: [], links: [] });
      }
      const tree = page.getByRole('region', { name: 'Tree' });
      await tree.getByText(`${attack} code`).first().waitFor();
      expect(await inPage(page, 'inspect')).toEqual({ hacked: undefined, foreign: [], links: [] });
    });
  }
};
