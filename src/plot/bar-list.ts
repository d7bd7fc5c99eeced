import { barLayers, barRow, endOf, numberRoom } from './bar-marks.ts';
import type { BarPlan } from './bar-plan.ts';
import type { Spec } from './draw.ts';
import { drawable, labelsOf } from './label.ts';
import { plainText } from './theme.ts';

/** Height of a bar with its gap, in px. */
const step = 20;

/** One bar a line: the models of one category, or the categories of one model. */
export const listSpec = ({
  bars,
  models,
  categories,
  metric,
  width,
  colours,
}: BarPlan): ((inner: number) => Spec) => {
  const byModel = models.length > 1;
  const names = byModel ? models : categories;
  const labels = labelsOf(names, plainText, width * 0.35);
  const places = new Map(names.map((name, place) => [name, place]));
  const nameOf = (bar: (typeof bars)[number]): string => (byModel ? bar.model : bar.category);
  const rows = bars
    .toSorted((a, b) => (places.get(nameOf(a)) ?? 0) - (places.get(nameOf(b)) ?? 0))
    .map(bar => barRow(bar, metric, labels.get(nameOf(bar)) ?? '', ''));
  return inner => ({
    width: inner,
    height: { step },
    layer: barLayers({
      rows,
      y: {
        y: {
          field: 'label',
          type: 'nominal',
          scale: { domain: [...labels.values()], paddingInner: 0, paddingOuter: 0.1 },
          axis: { title: null, ticks: false, domain: false, labelPadding: 6 },
        },
      },
      span: inner - numberRoom,
      end: endOf(bars),
      axis: { title: `${drawable(metric)} (%)`, tickCount: 6, domain: false },
      thickness: 13,
      fontSize: plainText,
      colours,
    }),
  });
};
