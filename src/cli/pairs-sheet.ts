import type { Metric } from '../core/index.ts';
import type { Mean, PairNumbers } from '../preference/index.ts';
import type { Sheet, SheetCell, SheetLine } from '../report/index.ts';
import type { PairJudge } from '../reward/index.ts';
import { type PairsAsked, pairsDocument } from './pairs-document.ts';

/** A row a subset where there is one reward, else a row a reward. */
export const pairsSheet = (asked: PairsAsked, judges: readonly PairJudge[]): Sheet => {
  const [first, ...more] = judges;
  const direct = judges.some(({ judgement }) => judgement.all.objective?.dr != null);
  const alone = first !== undefined && more.length === 0;
  const names = columnNames(direct);
  return {
    head: alone ? 'subset' : 'reward',
    columns: names.map(name => ({ name, short: name })),
    sections: alone
      ? subsetSections(first, direct)
      : [
          {
            title: '',
            lines: judges.map(({ name, judgement }) => ({
              label: name,
              cells: numberCells(judgement.all, direct),
            })),
          },
        ],
    notes: notesOf(asked, judges, direct),
    data: pairsDocument(asked, judges),
  };
};

const columnNames = (direct: boolean): readonly string[] => [
  ...['pairs', 'accuracy', 'chosen', 'rejected', 'margin', 'median', 'L_BT'],
  ...(direct ? ['L_DR', 'L'] : []),
];

const subsetSections = ({ name, judgement }: PairJudge, direct: boolean): Sheet['sections'] => {
  const { all, subsets, macro, sections, sectionMean } = judgement;
  const accuracyLine = (label: string, accuracy: Metric): SheetLine => ({
    label,
    cells: [
      countCell(accuracy.samples),
      accuracyCell(accuracy),
      ...Array.from({ length: direct ? 7 : 5 }, () => none),
    ],
  });
  return [
    {
      title: name,
      lines:
        subsets.length < 2
          ? []
          : subsets.map(({ subset, ...numbers }) => ({ label: subset, cells: numberCells(numbers, direct) })),
    },
    {
      title: subsets.length < 2 ? name : 'overall',
      lines: [
        { label: 'all pairs', cells: numberCells(all, direct) },
        ...(macro === null ? [] : [accuracyLine('mean of the subsets', macro)]),
      ],
    },
    {
      title: 'RewardBench',
      lines: [
        ...sections.map(section => accuracyLine(section.name, section.accuracy)),
        ...(sectionMean === null ? [] : [accuracyLine('mean of the sections', sectionMean)]),
      ],
    },
  ].filter(({ lines }) => lines.length > 0);
};

const none: SheetCell = { percent: null, text: '' };

const numberCells = (numbers: PairNumbers, direct: boolean): readonly SheetCell[] => {
  const { pairs, unscored, accuracy, chosen, rejected, margin, objective } = numbers;
  return [
    { ...countCell(pairs), ...(unscored === 0 ? {} : { words: ` (${unscored} unscored)` }) },
    accuracyCell(accuracy),
    meanCell(chosen),
    meanCell(rejected),
    meanCell(margin?.mean ?? null),
    margin === null ? { percent: null } : { percent: null, text: shown(margin.median) },
    meanCell(objective?.bt ?? null),
    ...(direct ? [meanCell(objective?.dr ?? null), meanCell(objective?.total ?? null)] : []),
  ];
};

const countCell = (count: number): SheetCell => ({ percent: null, text: String(count) });

const accuracyCell = (accuracy: Metric | null): SheetCell =>
  accuracy === null
    ? { percent: null }
    : {
        percent: 100 * accuracy.value,
        interval: [100 * accuracy.ci95[0], 100 * accuracy.ci95[1]],
      };

const meanCell = (mean: Mean | null): SheetCell => {
  if (mean === null) return { percent: null };
  const { value, ci95 } = mean;
  const half = ci95 === null ? null : ci95[1] / 2 - ci95[0] / 2;
  return { percent: null, text: shown(value), ...(half === null ? {} : { words: ` ±${shown(half)}` }) };
};

/** Three decimals; very large and very small numbers by their power of ten. */
const shown = (x: number): string => {
  const size = Math.abs(x);
  return size !== 0 && (size >= 1e6 || size < 5e-4) ? x.toExponential(2) : x.toFixed(3);
};

const notesOf = ({ beta }: PairsAsked, judges: readonly PairJudge[], direct: boolean): readonly string[] => {
  const all = judges.map(({ judgement }) => judgement.all);
  const ties = all.reduce((sum, numbers) => sum + numbers.ties, 0);
  const part = judges.some(
    ({
      judgement: {
        all: { objective, pairs, unscored },
      },
    }) => (objective?.dr == null ? false : objective.dr.pairs < pairs - unscored),
  );
  return [
    'accuracy: percent of pairs whose chosen answer has the higher reward, [low, high]: 95 % interval (Wilson)',
    ...(ties === 0
      ? []
      : [`${ties} ${ties === 1 ? 'pair has' : 'pairs have'} equal rewards: wrong, as in RewardBench`]),
    'chosen, rejected, margin, L: means, ± half of the 95 % interval; median: of the margins',
    direct
      ? 'L_BT = −log σ(r_c − r_r), L_DR = −log σ(r_c) − log σ(−r_r), L = L_BT + L_DR'
      : 'L_BT = −log σ(r_c − r_r)',
    ...(part ? ['L_DR is over rows of UltraInteract; L is L_BT for the others'] : []),
    ...(judges.some(({ kind }) => kind === 'implicit')
      ? [`implicit rewards: ${beta} × (log-probability under the policy − under the reference)`]
      : []),
    ...(judges.some(({ judgement }) => judgement.sections.length > 0)
      ? ['RewardBench: subsets weighted within a section as its own table does; without the prior sets']
      : []),
  ];
};
