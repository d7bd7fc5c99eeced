import { type Verdict, verdictNames } from '../../core/index.ts';
import { growingNumbers } from '../growing.ts';
import type { NamedGrader } from '../plan.ts';
import { type Ballot, ballotOf } from './ballot.ts';
import { createTexts } from './texts.ts';

/** The ballots of a task by one grader: 16 bytes each, and each answer once. */
export type BallotBox = {
  /** In any order; a later ballot of a trial takes the place of the one before. */
  add(verdict: Verdict): void;
  /** In the order of the trials. */
  of(id: string): readonly Ballot[];
  /** Verdicts that do not say what was answered. */
  unknown(): number;
  /** True where some sample has two trials to vote. */
  isVote(): boolean;
};

export const ballotBox = (grader: NamedGrader): BallotBox => {
  /** Samples by id, numbered as they come; how many ballots each has. */
  const samples = new Map<string, number>();
  const sizes = growingNumbers(Uint32Array);
  /** By ballot. */
  const [owners, trials, votes] = [
    growingNumbers(Uint32Array),
    growingNumbers(Float64Array),
    growingNumbers(Uint32Array),
  ];
  const answers = createTexts();
  let [count, unknown] = [0, 0];
  let sorted: Sorted | null = null;

  const ballotAt = (place: number): Ballot => {
    const vote = votes.at(place);
    const answer = Math.floor(vote / verdictNames.length) - 1;
    return {
      trial: trials.at(place),
      verdict: verdictNames[vote % verdictNames.length] ?? 'unscored',
      answer: answer < 0 ? null : answers.at(answer),
    };
  };
  const of = (id: string): readonly Ballot[] => {
    const sample = samples.get(id);
    if (sample === undefined) return [];
    sorted ??= bySample(owners.values(), sizes.values());
    const start = sorted.starts[sample] ?? 0;
    const its = new Map<number, number>();
    for (const place of sorted.places.subarray(start, start + sizes.at(sample)))
      its.set(trials.at(place), place);
    return [...its.values()].map(ballotAt).sort((a, b) => a.trial - b.trial);
  };

  return {
    add: verdict => {
      const ballot = ballotOf(verdict, grader);
      if (ballot === null) {
        unknown += 1;
        return;
      }
      const sample = samples.get(verdict.id) ?? samples.size;
      samples.set(verdict.id, sample);
      sizes.set(sample, sizes.at(sample) + 1);
      owners.set(count, sample);
      trials.set(count, ballot.trial);
      const answer = ballot.answer === null ? 0 : 1 + answers.numberOf(ballot.answer);
      votes.set(count, answer * verdictNames.length + verdictNames.indexOf(ballot.verdict));
      count += 1;
      sorted = null;
    },
    of,
    unknown: () => unknown,
    isVote: () => {
      for (const [id, sample] of samples) if (sizes.at(sample) > 1 && of(id).length > 1) return true;
      return false;
    },
  };
};

/** Places of ballots, those of one sample together, as they came; and where those of each sample start. */
type Sorted = { readonly places: Uint32Array; readonly starts: Uint32Array };

const bySample = (owners: ArrayLike<number>, sizes: ArrayLike<number>): Sorted => {
  const starts = new Uint32Array(sizes.length);
  for (let sample = 1; sample < sizes.length; sample += 1)
    starts[sample] = (starts[sample - 1] ?? 0) + (sizes[sample - 1] ?? 0);
  const next = starts.slice();
  const places = new Uint32Array(owners.length);
  for (let place = 0; place < owners.length; place += 1) {
    const sample = owners[place] ?? 0;
    const to = next[sample] ?? 0;
    places[to] = place;
    next[sample] = to + 1;
  }
  return { places, starts };
};
