import { barLayers, barRow, endOf, numberRoom } from './bar-marks.ts';
import type { BarPlan } from './bar-plan.ts';
import type { Spec } from './draw.ts';
import { drawable, labelsOf } from './label.ts';
import { topLegend } from './legend.ts';
import { plainText, smallText } from './theme.ts';

/** Height of a bar with its gap, in px: that of its number. */
const step = 12;

/** A group of bars a category, a colour a model. */
export const groupsSpec = ({
  bars,
  models,
  categories,
  metric,
  width,
  colours,
}: BarPlan): ((inner: number) => Spec) => {
  const rowNames = labelsOf(categories, plainText, width * 0.3);
  const names = labelsOf(models, plainText, width * 0.45);
  const rows = bars.map(bar =>
    barRow(bar, metric, rowNames.get(bar.category) ?? '', names.get(bar.model) ?? ''),
  );
  const domain = [...names.values()];
  return inner => ({
    width: inner,
    height: { step, for: 'offset' },
    layer: barLayers({
      rows,
      y: {
        y: {
          field: 'label',
          type: 'nominal',
          scale: { domain: [...rowNames.values()], paddingInner: 0.25, paddingOuter: 0.1 },
          axis: { title: null, ticks: false, domain: false, labelPadding: 6 },
        },
        yOffset: { field: 'colour', type: 'nominal', scale: { domain } },
      },
      span: inner - numberRoom,
      end: endOf(bars),
      axis: { title: `${drawable(metric)} (%)`, tickCount: 6, domain: false },
      thickness: 10,
      fontSize: smallText,
      colours,
      scale: { domain, range: colours.series.slice(0, domain.length) },
      legend: topLegend(domain, width),
    }),
  });
};
