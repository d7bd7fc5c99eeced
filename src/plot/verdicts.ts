import type { VerdictsData, VerdictsRow } from './data.ts';
import type { Spec } from './draw.ts';
import type { Picture } from './frame.ts';
import { gridOf } from './grid.ts';
import { drawable, labelsOf, titlesOf } from './label.ts';
import { topLegend } from './legend.ts';
import { unique } from './numbers.ts';
import { type Colours, plainText, smallText } from './theme.ts';

/** From left to right; the last is nobody's answer: it never counts as wrong. */
const names = ['correct', 'incorrect', 'no-answer', 'unscored'] as const;

/** Those of the page of `view`; light enough for dark figures on them, told apart by people with any colour vision. */
const fills = ['#35b58a', '#e0783c', '#b393d3', '#c3c8ce'];
const figures = '#14171a';

/** Narrowest part of a bar, in px, that has its share written on it. */
const leastWritten = 26;

type Segment = {
  readonly label: string;
  readonly verdict: string;
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly text: string;
  readonly words: string;
};

/** How trials ended, in shares of all: one list, or a panel a benchmark where there are several models. */
export const verdicts = ({ rows: all }: VerdictsData, colours: Colours, width: number): Picture => {
  const rows = all.filter(({ counts }) => totalOf(counts) > 0);
  if (rows.length === 0) throw new RangeError('there is no verdict to draw');
  const models = unique(rows.map(({ model }) => model));
  const benchmarks = unique(rows.map(({ benchmark }) => benchmark));
  const byBenchmark = models.length === 1;
  const panels = byBenchmark ? [''] : benchmarks;
  const keyOf = (row: VerdictsRow): string => (byBenchmark ? row.benchmark : row.model);
  const fontSize = panels.length > 1 ? smallText : plainText;
  const labels = labelsOf(rows.map(keyOf), fontSize, width * 0.3);
  const whose = byBenchmark ? ` of ${drawable(models[0] ?? '')}` : '';
  const where = benchmarks.length === 1 ? ` on ${drawable(benchmarks[0] ?? '')}` : '';
  const legend = topLegend(names, width);
  return {
    title: `Verdicts${whose}${where}`,
    description: `Shares of ${names.join(', ')} in ${rows.length} bars.`,
    spec: inner => {
      const grid = gridOf(panels, inner, { least: 130, gap: 12 });
      const titles = titlesOf(panels, plainText, grid.size - 4);
      return grid.spec((panel, first, lowest) => {
        const its = rows.filter(({ benchmark }) => panel === '' || benchmark === panel);
        const segments = its.flatMap(row => segmentsOf(row, labels.get(keyOf(row)) ?? '', grid.size));
        return {
          ...(panels.length === 1 ? {} : { title: { text: titles.get(panel) ?? '', offset: 4 } }),
          width: grid.size,
          height: { step: panels.length > 1 ? 15 : 21 },
          layer: layersOf(segments, [...labels.values()], { first, lowest, fontSize, legend, colours }),
        };
      });
    },
  };
};

type Look = {
  readonly first: boolean;
  readonly lowest: boolean;
  readonly fontSize: number;
  readonly legend: Spec;
  readonly colours: Colours;
};

const layersOf = (segments: readonly Segment[], labels: readonly string[], look: Look): readonly Spec[] => {
  const { first, lowest, fontSize, legend } = look;
  const y = {
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, paddingInner: 0, paddingOuter: 0.1 },
    axis: first
      ? { title: null, ticks: false, domain: false, labelPadding: 6, labelFontSize: fontSize }
      : null,
  };
  const across = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 100], nice: false },
    axis: { title: lowest ? 'share of trials (%)' : null, tickCount: 4, domain: false },
  });
  return [
    {
      data: { values: segments },
      mark: { type: 'bar', size: fontSize + 2, ariaRoleDescription: 'bar' },
      encoding: {
        x: across('from'),
        x2: { field: 'to' },
        y,
        color: { field: 'verdict', type: 'nominal', scale: { domain: names, range: fills }, legend },
        description: { field: 'words', type: 'nominal' },
      },
    },
    {
      data: { values: segments.filter(({ text }) => text !== '') },
      mark: { type: 'text', baseline: 'middle', fontSize: smallText, color: figures, aria: false },
      encoding: { x: across('middle'), y, text: { field: 'text', type: 'nominal' } },
    },
  ];
};

const segmentsOf = (
  { model, benchmark, counts }: VerdictsRow,
  label: string,
  width: number,
): readonly Segment[] => {
  const total = totalOf(counts);
  let from = 0;
  return names.flatMap(verdict => {
    const count = counts[verdict];
    if (count === 0) return [];
    const start = from;
    from += count;
    const [left, right] = [share(start, total), share(from, total)];
    const written = ((right - left) / 100) * width >= leastWritten;
    const percent = ((100 * count) / total).toFixed(1);
    return {
      label,
      verdict,
      from: left,
      to: right,
      middle: Math.round((left + right) * 500) / 1000,
      text: written ? percent : '',
      words: `${drawable(model)}, ${drawable(benchmark)}: ${verdict} ${count} of ${total} trials, ${percent} %`,
    };
  });
};

const totalOf = (counts: VerdictsRow['counts']): number => names.reduce((sum, name) => sum + counts[name], 0);

const share = (count: number, total: number): number => Math.round((1e5 * count) / total) / 1e3;
