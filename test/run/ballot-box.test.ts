import { describe, expect, it } from 'vitest';
import { addressOf, type Verdict, type VerdictName } from '../../src/core/index.ts';
import { ballotBox } from '../../src/run/votes/index.ts';
import { exact } from './fake-parts.ts';

const box = () => ballotBox({ name: 'exact', grader: exact });

const verdictOf = (id: string, trial: number, verdict: VerdictName, extracted: string | null): Verdict => ({
  ...addressOf('b', 'cot', id, trial),
  ...{ grader: 'exact', completionSha256: '', verdict, reason: '', extracted, outcome: null, durationMs: 0 },
});

describe('a box of ballots', () => {
  it('gives those of a sample in the order of their trials', () => {
    const ballots = box();
    ballots.add(verdictOf('a', 2, 'incorrect', '7'));
    ballots.add(verdictOf('b', 0, 'correct', '7'));
    ballots.add(verdictOf('a', 0, 'correct', '8'));
    ballots.add(verdictOf('a', 2 ** 40, 'unscored', null));
    ballots.add(verdictOf('a', 1, 'no-answer', null));
    expect(ballots.of('a')).toEqual([
      { trial: 0, verdict: 'correct', answer: '8' },
      { trial: 1, verdict: 'no-answer', answer: null },
      { trial: 2, verdict: 'incorrect', answer: '7' },
      { trial: 2 ** 40, verdict: 'unscored', answer: null },
    ]);
    expect(ballots.of('b')).toEqual([{ trial: 0, verdict: 'correct', answer: '7' }]);
    expect(ballots.of('c')).toEqual([]);
  });

  it('keeps the later of two ballots of a trial, also after it was looked into', () => {
    const ballots = box();
    ballots.add(verdictOf('a', 0, 'incorrect', '7'));
    expect(ballots.of('a')).toHaveLength(1);
    ballots.add(verdictOf('a', 0, 'correct', '8'));
    expect(ballots.of('a')).toEqual([{ trial: 0, verdict: 'correct', answer: '8' }]);
    expect(ballots.isVote()).toBe(false);
    ballots.add(verdictOf('a', 1, 'correct', '8'));
    expect(ballots.isVote()).toBe(true);
  });

  it('gives every answer back as it was', () => {
    const answers = [
      '',
      '7',
      'x'.repeat(1000),
      '\ud800 half a pair, and long',
      'ünïcode, longer than a dozen',
      '"\\n',
    ];
    const ballots = box();
    for (const [trial, answer] of [...answers, ...answers].entries())
      ballots.add(verdictOf('a', trial, 'incorrect', answer));
    expect(ballots.of('a').map(({ answer }) => answer)).toEqual([...answers, ...answers]);
  });

  it('keeps more than it knows the texts of', () => {
    const ballots = box();
    const count = 120_000;
    for (let at = 0; at < count; at += 1) ballots.add(verdictOf(`s${at % 3}`, at, 'incorrect', `${at}`));
    const its = ballots.of('s1');
    expect(its).toHaveLength(count / 3);
    expect(its.filter(({ trial, answer }) => answer !== `${trial}`)).toEqual([]);
  });
});
