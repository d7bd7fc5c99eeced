import { barLayers, barRow, endOf, numberRoom } from './bar-marks.ts';
import type { BarPlan } from './bar-plan.ts';
import type { Spec } from './draw.ts';
import { gridOf } from './grid.ts';
import { drawable, labelsOf, titlesOf } from './label.ts';
import { plainText, smallText } from './theme.ts';

/** Height of a bar with its gap, in px. */
const step = 14;

/** A panel a category, a line a model; all with one axis, so that lengths compare. */
export const panelsSpec = (plan: BarPlan): ((inner: number) => Spec) => {
  const { categories, models, bars, width, metric, colours } = plan;
  const names = labelsOf(models, smallText, width * 0.28);
  const panels = Map.groupBy(bars, ({ category }) => category);
  const end = endOf(bars);
  return inner => {
    const grid = gridOf(categories, inner, { least: 105, gap: 10 });
    const titles = titlesOf(categories, plainText, grid.size - 4);
    return grid.spec((category, first, lowest) => ({
      title: { text: titles.get(category) ?? '', offset: 4 },
      width: grid.size,
      height: { step },
      layer: barLayers({
        rows: (panels.get(category) ?? []).map(bar => barRow(bar, metric, names.get(bar.model) ?? '', '')),
        y: {
          y: {
            field: 'label',
            type: 'nominal',
            scale: { domain: [...names.values()], paddingInner: 0, paddingOuter: 0.1 },
            axis: first ? nameAxis : null,
          },
        },
        span: grid.size - numberRoom,
        end,
        axis: {
          title: lowest && first ? `${drawable(metric)} (%)` : null,
          tickCount: 3,
          domain: false,
          labelFontSize: smallText,
        },
        thickness: 9,
        fontSize: smallText,
        colours,
      }),
    }));
  };
};

const nameAxis: Spec = {
  title: null,
  ticks: false,
  domain: false,
  labelPadding: 5,
  labelFontSize: smallText,
};
