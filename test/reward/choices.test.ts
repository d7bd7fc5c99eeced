import { describe, expect, it } from 'vitest';
import { openRun } from '../../src/record/index.ts';
import { choicesOf } from '../../src/reward/index.ts';
import { answerAnew, rewardThrough, serverOf, worthIn, worthyRun, writeVotes } from './support.ts';

/** Of each sample trials 0 and 1 are right, 2 and 3 wrong, so that a higher worth is worse. */
const halfRight = (trial: number) => ({
  verdict: trial < 2 ? ('correct' as const) : ('incorrect' as const),
});

const halfRightRun = () => worthyRun({ verdict: (_, trial) => halfRight(trial) });

describe('the choices of a run directory', () => {
  it('come from its rewards, its votes and the scores of its answers', async () => {
    const [run, server] = [await halfRightRun(), await serverOf()];
    for (let sample = 0; sample < 5; sample += 1) {
      for (let trial = 0; trial < 4; trial += 1) {
        answerAnew(run, sample, trial, {
          scores: { logprob_sum: -trial, logprob_mean: -trial / 2, verifier: trial },
        });
      }
    }
    writeVotes(
      run,
      Array.from({ length: 5 }, (_, sample) => ({ id: `s${sample}`, classes: [[2], [3]] })),
    );
    await rewardThrough(run, server.url, { name: 'rm' });
    const [task] = await choicesOf(await openRun(run.directory), { ns: [2, 4] });
    expect(task).toMatchObject({
      benchmark: 'made',
      protocol: 'cot',
      samples: 5,
      trials: 4,
      answers: 20,
      unscored: 0,
    });
    const numbers = task?.rows.map(({ rule, score, cells }) => [
      rule,
      score,
      ...cells.map(cell => Number(cell?.metric.value.toFixed(6))),
    ]);
    expect(numbers).toEqual([
      ['random', null, 0.5, 0.5],
      ['score', 'logprob_sum', 0.833333, 1],
      ['score', 'logprob_mean', 0.833333, 1],
      ['score', 'verifier', 0.166667, 0],
      ['score', 'rm', 0.166667, 0],
      ['vote', null, 0.5, 1],
      ...['logprob_sum', 'logprob_mean', 'verifier', 'rm'].map(score => [
        'weighted-vote',
        score,
        expect.any(Number),
        expect.any(Number),
      ]),
      ['oracle', null, 0.833333, 1],
    ]);
  });

  it('do not count a reward of another answer than the one that was judged', async () => {
    const [run, server] = [await halfRightRun(), await serverOf()];
    await rewardThrough(run, server.url);
    answerAnew(run, 0, 0, { text: 'another answer' });
    const [task] = await choicesOf(await openRun(run.directory), { ns: [2] });
    // Its verdict is on the other text, too: it is not among the answers any more.
    expect(task).toMatchObject({ answers: 19, trials: 3 });
    expect(task?.rows.find(({ rule }) => rule === 'score')?.lacking).toBe(0);
  });

  it('count answers without a reward, and those that could not be judged', async () => {
    const run = await worthyRun({
      verdict: (sample, trial) => (sample === 0 && trial === 3 ? { verdict: 'unscored' } : halfRight(trial)),
    });
    const server = await serverOf({ reward: ({ answer }) => (worthIn(answer) < 1 ? null : worthIn(answer)) });
    await rewardThrough(run, server.url);
    const [task] = await choicesOf(await openRun(run.directory), { ns: [2, 4] });
    expect(task).toMatchObject({ answers: 20, unscored: 1, trials: 3 });
    expect(task?.rows.find(({ score }) => score === 'rm')?.lacking).toBe(3);
    expect(task?.rows[0]?.cells[1]).toBeNull();
  });

  it('are those of the scores, graders and benchmarks that are named', async () => {
    const run = await worthyRun({ graders: ['exact', 'lenient'], verdict: (_, trial) => halfRight(trial) });
    const server = await serverOf();
    await rewardThrough(run, server.url, { name: 'one' });
    await rewardThrough(run, server.url, { name: 'two' });
    const opened = await openRun(run.directory);
    const scoresOf = async (options: Partial<Parameters<typeof choicesOf>[1]>) =>
      (await choicesOf(opened, { ns: [2], ...options })).map(({ grader, rows }) => [
        grader,
        ...rows.flatMap(({ rule, score }) => (rule === 'score' ? [score] : [])),
      ]);
    expect(await scoresOf({})).toEqual([['exact', 'one', 'two']]);
    expect(await scoresOf({ scores: ['two', 'output_tokens'] })).toEqual([['exact', 'two', 'output_tokens']]);
    expect(await scoresOf({ graders: ['lenient'] })).toEqual([['lenient', 'one', 'two']]);
    expect(await scoresOf({ benchmarks: ['gsm8k'] })).toEqual([]);
  });

  it('are none where every sample has one answer', async () => {
    const run = await worthyRun({ trials: 1 });
    expect(await choicesOf(await openRun(run.directory), { ns: [2] })).toEqual([]);
  });
});
