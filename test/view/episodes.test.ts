import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/core/index.ts';
import { openRun } from '../../src/record/index.ts';
import { turnsPath } from '../../src/run/layout.ts';
import { type TreeNode, treeOf } from '../../src/tree/index.ts';
import type { SamplePage, TreeNodePage, TreePage } from '../../src/view/api.ts';
import { writeSite } from '../../src/view/server/write-site.ts';
import { dataCall, siteAnswers } from '../../src/view/site.ts';
import { temporaryFolder } from '../support/folder.ts';
import { turnsOf, type WrittenEpisode } from '../tree/written-episodes.ts';
import { appendTurns, type EpisodeRun, episodeTask, writeEpisodeRun } from './episode-run.ts';
import { served } from './served.ts';

const solved: WrittenEpisode = {
  ...{ id: 'e0', trial: 0 },
  turns: [{ text: 'look' }, { text: 'wrong', verdict: 'incorrect' }, { text: 'right', verdict: 'correct' }],
};
const failed: WrittenEpisode = {
  ...{ id: 'e0', trial: 1 },
  turns: [{ text: 'look' }, { text: 'no', verdict: 'incorrect' }],
};
const goesOn: WrittenEpisode = { id: 'e0', trial: 2, turns: [{ text: 'look' }, { text: 'hm' }] };

const detailed = (turn: Turn): Turn =>
  turn.record === 'reply'
    ? { ...turn, reasoning: `thought of ${turn.text}`, latencyMs: 12 }
    : {
        ...turn,
        judged: { grader: 'strict', verdict: 'incorrect', reason: 'so it is' },
        feedback: {
          ...{ model: 'critic', text: 'look again', latencyMs: 5 },
          usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
        },
      };

const made = (more: Partial<EpisodeRun> = {}) => {
  const folder = temporaryFolder();
  const directory = join(folder, 'a');
  writeEpisodeRun({ directory, episodes: [solved, failed], unfinished: [goesOn], ...more });
  return { folder, directory };
};

const open = async (more: Partial<EpisodeRun> = {}) => {
  const { folder, directory } = made(more);
  const server = await served(folder);
  // As the page does: the sample first, which waits until its records have been read.
  const tree = async (grader = 'strict'): Promise<TreePage | null> => {
    await server.sample('e0');
    return server.get(`/api/tree?${new URLSearchParams({ run: 'a', task: episodeTask, id: 'e0', grader })}`);
  };
  return { ...server, folder, directory, tree };
};

const textsOf = ({ trials }: SamplePage): readonly (readonly string[] | undefined)[] =>
  trials.map(({ episode }) => episode?.turns.map(({ reply }) => reply.text));

describe('an episode', () => {
  it('is shown with its turns, what came of each, and what decided', async () => {
    const { sample } = await open({ turn: detailed });
    const [first] = (await sample('e0')).trials;
    expect(first?.episode).toMatchObject({ ended: 'max-steps', taken: 3, from: 'turns' });
    expect(first?.verdicts[0]).toMatchObject({ verdict: 'correct', turn: 3 });
    expect(first?.episode?.turns[1]).toEqual({
      ...{ turn: 2, reply: { text: 'wrong', left: 0 }, reasoning: { text: 'thought of wrong', left: 0 } },
      ...{ finishReason: 'stop', outputTokens: null, latencyMs: 12 },
      effect: {
        ...{ kind: 'proposal', action: { text: 'wrong', left: 0 }, observation: { text: 'shown', left: 0 } },
        ...{ execution: null, lost: null },
        judged: { grader: 'strict', verdict: 'incorrect', reason: 'so it is' },
        feedback: { model: 'critic', text: 'look again', left: 0, latencyMs: 5 },
        next: { text: 'after wrong', left: 0 },
      },
    });
  });

  it('that is unfinished stands in the list and shows the turns there are, and those that come', async () => {
    const { sample, rows, directory } = await open();
    const { rows: listed } = await rows({ grader: 'strict' });
    expect(listed.map(({ trial, verdict }) => [trial, verdict])).toEqual([
      [0, 'correct'],
      [1, 'incorrect'],
      [2, null],
    ]);
    const before = (await sample('e0')).trials[2];
    expect(before?.episode).toMatchObject({ ended: null, taken: 2 });
    expect(before?.episode?.turns[1]?.effect).toBeNull();
    const [, , , effect, reply] = turnsOf({ ...goesOn, turns: [...goesOn.turns, { text: 'third' }] });
    if (effect === undefined || reply === undefined) throw new Error('no turns');
    appendTurns(directory, [effect, reply]);
    await expect
      .poll(async () => (await sample('e0')).trials[2]?.episode)
      .toMatchObject({ ended: null, taken: 3, turns: [{}, { effect: { next: {} } }, { effect: null }] });
  });

  it('that was given up and begun anew shows the new turns only', async () => {
    const { sample, directory } = await open({ unfinished: [] });
    appendTurns(
      directory,
      turnsOf({ ...failed, turns: [{ text: 'anew' }, { text: 'again' }, { text: 'old' }] }),
    );
    expect(textsOf(await sample('e0'))).toEqual([
      ['look', 'wrong', 'right'],
      ['anew', 'again'],
    ]);
  });

  it('of which no turns are kept shows its proposals, and has no place in the tree', async () => {
    const { sample, tree, directory } = await open({ unfinished: [] });
    rmSync(turnsPath(directory, episodeTask));
    const page = await sample('e0');
    expect(textsOf(page)).toEqual([['wrong', 'right'], ['no']]);
    expect(page.trials[0]?.episode).toMatchObject({ from: 'proposals', taken: 3 });
    expect(await tree()).toBeNull();
  });

  it('of very many and very long turns is cut, and says so', async () => {
    const turns = Array.from({ length: 150 }, (_, n) => ({ text: `${n} ${'x'.repeat(100_000)}` }));
    const { get, sample } = await open({ episodes: [{ id: 'e0', trial: 0, turns }], unfinished: [] });
    const { trials } = await sample('e0');
    const episode = trials[0]?.episode;
    expect([episode?.taken, episode?.turns.length]).toEqual([150, 100]);
    expect(episode?.turns[0]?.reply.left).toBeGreaterThan(90_000);
    expect(JSON.stringify(await get(`/api/sample?run=a&task=${episodeTask}&id=e0`)).length).toBeLessThan(3e6);
  });
});

describe('rewards', () => {
  it('are those of the answer that is there, or why there is none', async () => {
    const { sample } = await open({
      rewards: [
        { name: 'rm', of: ({ trial }) => (trial === 0 ? 0.5 : 'the server gave NaN') },
        { name: 'stale/one', of: () => 3, stale: true },
      ],
    });
    const { trials } = await sample('e0');
    const stale = { name: 'stale/one', score: null, why: 'not asked for yet' };
    expect(trials.map(({ rewards }) => rewards)).toEqual([
      [{ name: 'rm', score: 0.5, why: null }, stale],
      [{ name: 'rm', score: null, why: 'REWARD_UNUSABLE the server gave NaN' }, stale],
      undefined,
    ]);
  });
});

describe('the tree of a sample', () => {
  it('is that of its trials, as `src/tree` makes it from the files', async () => {
    const { tree, directory } = await open();
    const page = await tree();
    const run = await openRun(directory);
    const [task] = run.tasks;
    if (task === undefined || page === null) throw new Error('no tree');
    const whole = await treeOf(run, task, 'e0', 'strict');
    expect(page.children.map(shapeOfPage)).toEqual(whole?.children.map(shapeOf));
    expect(page).toMatchObject({
      ...{ trials: 2, leftOut: 1 },
      children: [
        {
          ...{ line: 'look', kind: 'code', verdict: 'unjudged', leadsTo: 'correct', trials: [0, 1] },
          children: [
            {
              line: 'wrong',
              verdict: 'incorrect',
              trials: [0],
              children: [{ line: 'right', verdict: 'correct' }],
            },
            { line: 'no', verdict: 'incorrect', trials: [1], children: [] },
          ],
        },
      ],
    });
    await expect(tree('other')).rejects.toThrow('404');
  });
});

type Shape = readonly [string, number, string, readonly Shape[]];

const byId = (a: Shape, b: Shape): number => (a[0] < b[0] ? -1 : 1);

const shapeOf = ({ id, turn, verdict, children }: TreeNode): Shape => [
  ...([id.slice(0, 16), turn, verdict] as const),
  children.map(shapeOf).sort(byId),
];

const shapeOfPage = ({ id, turn, verdict, children }: TreeNodePage): Shape => [
  ...([id, turn, verdict] as const),
  children.map(shapeOfPage).sort(byId),
];

describe('a static site', () => {
  it('has episodes, rewards and trees as the server does', async () => {
    const { folder, sample, tree } = await open({ turn: detailed, rewards: [{ name: 'rm', of: () => 1 }] });
    const out = join(temporaryFolder(), 'site');
    const assets = new Map([['/static.html', { bytes: Buffer.from('page'), type: 'text/html' }]]);
    await writeSite({ folder, out, version: '0.0.0', assets });
    const answers = siteAnswers(async name => {
      let json = '';
      const script = readFileSync(join(out, 'data', `${name}.js`), 'utf8');
      runInNewContext(script, { [dataCall]: (_: string, given: string) => (json = given) });
      return JSON.parse(json);
    });
    const at = { run: 'a', task: episodeTask, id: 'e0' };
    const { signal } = new AbortController();
    expect(await answers.sample(at, signal)).toEqual(await sample('e0'));
    expect(await answers.tree(at, 'strict', signal)).toEqual(await tree());
    expect(await answers.tree(at, 'other', signal)).toBeNull();
  });
});
