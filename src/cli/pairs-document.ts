import type { Distribution, Judgement, PairNumbers } from '../preference/index.ts';
import type { PairJudge } from '../reward/index.ts';

/** What `pairs` was asked, beside the models. */
export type PairsAsked = {
  readonly file: string;
  readonly directory: string;
  readonly objective: string;
  readonly beta: number;
};

/** Everything as the JSON document of `pairs`, which is also its `pairs.json`. */
export const pairsDocument = (asked: PairsAsked, judges: readonly PairJudge[]) => ({
  ...asked,
  judges: judges.map(({ judgement, ...judge }) => ({ ...judge, ...judgementDocument(judgement) })),
});

const judgementDocument = ({ all, subsets, macro, sections, sectionMean }: Judgement) => ({
  all: numbersDocument(all),
  macro,
  ...(sections.length === 0 ? {} : { rewardbench: { sections, score: sectionMean } }),
  subsets: subsets.map(({ subset, ...numbers }) => ({ subset, ...numbersDocument(numbers) })),
});

const numbersDocument = (numbers: PairNumbers) => ({
  ...numbers,
  margin: numbers.margin === null ? null : marginDocument(numbers.margin),
});

const marginDocument = ({ mean, median, quantiles: [p5, p25, p75, p95] }: Distribution) => ({
  ...{ mean, p5, p25, median, p75, p95 },
});
