import { expect, it } from 'vitest';
import { bbh } from '../../benchmarks/bbh/benchmark.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples } from './support.ts';

/** Rows whose options were split at commas, so that the target is none of them. */
const damaged = [
  ['movie_recommendation/163', 'Monsters, Inc', '(A)'],
  ['ruin_names/99', 'dearth, wind, & fire', '(I)'],
  ['ruin_names/144', 'rita, sue and bob poo', '(D)'],
] as const;

describeWithData('the damaged rows of BIG-Bench Hard', () => {
  const read = () => allSamples(bbh);

  it('are the only ones with options whose target is no letter, and are kept as published', async () => {
    const samples = [...(await read()).values()];
    const odd = samples.filter(
      ({ input, target }) => input.includes('Options:\n(A)') && !/^\([A-Z]\)$/.test(target),
    );
    expect(odd.map(({ id, target }) => [id, target])).toEqual(damaged.map(([id, target]) => [id, target]));
  });

  it.each(damaged)('%s is right with its text and wrong with a letter', async (id, target, letter) => {
    const sample = (await read()).get(id);
    const grader = bbh.protocols.cot?.graders['bbh-official'];
    if (sample === undefined || grader === undefined) throw new Error(`no ${id}`);
    const say = async (answer: string) => {
      const completion = completionOf(`So the answer is ${answer}.`);
      const extraction = grader.extract(completion, sample);
      return (await grader.score({ sample, completion, extraction }, noExecution)).verdict;
    };
    expect([await say(target), await say(letter)]).toEqual(['correct', 'incorrect']);
  });
});
