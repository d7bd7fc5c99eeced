import type { PairNumbers } from '../preference/index.ts';
import { csvRecord, plainName } from '../report/index.ts';
import type { PairJudge } from '../reward/index.ts';

const csvHead = [
  ...['reward', 'subset', 'pairs', 'unscored', 'ties', 'accuracy', 'accuracy low', 'accuracy high'],
  ...['chosen', 'rejected', 'margin', 'margin low', 'margin high', 'median', 'L_BT', 'L_DR', 'L'],
];

/** A line for each reward and subset, and one for all pairs, whose subset is empty; fractions, not percentages. */
export const pairsCsv = (judges: readonly PairJudge[]): string => {
  const lines = judges.flatMap(({ name, judgement: { all, subsets } }) =>
    [{ ...all, subset: '' }, ...subsets].map(numbers => csvLine(name, numbers)),
  );
  return [csvHead, ...lines].map(csvRecord).join('\n');
};

const csvLine = (
  name: string,
  numbers: PairNumbers & { readonly subset: string },
): readonly (string | number)[] => {
  const { accuracy, margin, objective } = numbers;
  return [
    ...[plainName(name), plainName(numbers.subset), numbers.pairs, numbers.unscored, numbers.ties],
    ...[accuracy?.value, ...(accuracy?.ci95 ?? [undefined, undefined])],
    ...[numbers.chosen?.value, numbers.rejected?.value, margin?.mean.value],
    ...(margin?.mean.ci95 ?? [undefined, undefined]),
    ...[margin?.median, objective?.bt.value, objective?.dr?.value, objective?.total.value],
  ].map(one => one ?? '');
};
