import { describe, expect, it } from 'vitest';
import {
  addressOf,
  type Completion,
  noUsage,
  type TurnEffect,
  type TurnReply,
  type Verdict,
  type VerdictName,
} from '../../src/core/index.ts';
import { actionsOf, type ReadTurn } from '../../src/tree/index.ts';
import { turnsOf, type WrittenTurn } from './written-episodes.ts';

const completion = (more: Partial<Completion> = {}): Completion => ({
  ...addressOf('made', 'cot', 's', 0),
  ...{ promptSha256: null, text: 'last', reasoning: null, finishReason: 'stop', usage: noUsage },
  ...{ latencyMs: null, model: 'm', error: null, prefill: null, form: 'chat' },
  ...more,
});

const verdict = (name: VerdictName, turn?: number): Verdict => ({
  ...addressOf('made', 'cot', 's', 0),
  ...{ grader: 'strict', completionSha256: '', verdict: name, reason: `it is ${name}`, extracted: null },
  ...{ outcome: null, durationMs: 0, ...(turn === undefined ? {} : { turn }) },
});

type Judge = NonNullable<TurnEffect['judged']>;

const read = (
  turns: readonly WrittenTurn[],
  judged: readonly (Judge | undefined)[] = [],
): readonly ReadTurn[] => {
  const records = turnsOf({ id: 's', trial: 0, turns });
  return turns.map((_, index) => {
    const said = judged[index];
    const effect = records[index * 2 + 1] as TurnEffect;
    return {
      reply: records[index * 2] as TurnReply,
      effect: said === undefined ? effect : { ...effect, judged: said },
    };
  });
};

const answers = (...texts: readonly string[]): readonly WrittenTurn[] =>
  texts.map(text => ({ text, verdict: 'incorrect' }));

const judgedAs = (turns: readonly ReadTurn[], by: Verdict | undefined, count = turns.length): unknown => {
  const episode = { turns: count, ended: 'max-steps', proposals: [] } as const;
  const actions = actionsOf(completion({ episode }), by, turns, 'strict');
  return typeof actions === 'string' ? actions : actions.map(one => [one.verdict, one.leadsTo]);
};

describe('the actions of a trial', () => {
  it.each([
    ['correct', 'correct', 'correct'],
    ['incorrect', 'incorrect', 'incorrect'],
    ['no-answer', 'incorrect', 'incorrect'],
    ['unscored', 'unscored', null],
  ] as const)('of one turn that is %s: its answer is %s', (name, own, leadsTo) => {
    expect(actionsOf(completion(), verdict(name), [], 'strict')).toEqual([
      {
        ...{ turn: 1, asked: null, text: 'last', kind: 'proposal' },
        ...{ verdict: own, reason: `it is ${name}`, leadsTo },
      },
    ]);
  });

  it('of one turn begin with what was put into its mouth, and are well-formed', () => {
    const [action] = actionsOf(completion({ prefill: 'So: ', text: 'a\ud800' }), undefined, [], 'strict');
    expect(action).toMatchObject({ text: 'So: a\ufffd', verdict: 'unjudged', leadsTo: null });
  });

  it('answer the user turn before them', () => {
    const episode = { turns: 2, ended: 'max-steps', proposals: [] } as const;
    const actions = actionsOf(completion({ episode }), undefined, read(answers('a', 'b')), 'strict');
    expect(actions).toMatchObject([
      { turn: 1, asked: null, text: 'a' },
      { turn: 2, asked: 'after a', text: 'b' },
    ]);
  });

  it('before the right answer are wrong, those after it are not known', () => {
    expect(judgedAs(read(answers('a', 'b', 'c')), verdict('correct', 2))).toEqual([
      ['incorrect', 'correct'],
      ['correct', 'correct'],
      ['unjudged', null],
    ]);
  });

  it('are all wrong where the last decides', () => {
    expect(judgedAs(read(answers('a', 'b')), verdict('no-answer', 2))).toEqual([
      ['incorrect', 'incorrect'],
      ['incorrect', 'incorrect'],
    ]);
  });

  it('are known by the same judge of the environment only, where one could not be scored', () => {
    const wrong = { grader: 'strict', verdict: 'incorrect', reason: 'no' } as const;
    const turns = read(answers('a', 'b', 'c'), [wrong, undefined, { ...wrong, grader: 'other' }]);
    expect(judgedAs(turns, verdict('unscored', 2))).toEqual([
      ['incorrect', null],
      ['unscored', null],
      ['unjudged', null],
    ]);
  });

  it('that are code are not judged, but lead somewhere', () => {
    const turns = read([{ text: 'run' }, { text: 'a', verdict: 'correct' }]);
    expect(judgedAs(turns, verdict('correct', 2))).toEqual([
      ['unjudged', 'correct'],
      ['correct', 'correct'],
    ]);
  });

  it('end with the episode: turns of one that was given up do not count', () => {
    expect(judgedAs(read(answers('a', 'b', 'c')), verdict('incorrect', 1), 1)).toEqual([
      ['incorrect', 'incorrect'],
    ]);
  });

  it('are none where the answer failed or turns are missing', () => {
    expect(judgedAs(read(answers('a')), undefined, 2)).toBe('turns-missing');
    const failed = completion({ error: { code: 'X', message: 'x' } });
    expect(actionsOf(failed, undefined, [], 'strict')).toBe('failed');
  });
});
