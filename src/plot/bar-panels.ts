import { barLayers, barRow, endOf, numberRoom } from './bar-marks.ts';
import type { BarPlan } from './bar-plan.ts';
import type { Spec } from './draw.ts';
import { labelsOf } from './label.ts';
import { plainText, smallText } from './theme.ts';

/** Height of a bar with its gap, in px. */
const step = 14;

/** Narrowest panel, and gap between two, in px. */
const leastPanel = 110;
const gap = 10;

/** A panel a category, a line a model; all with one axis, so that lengths compare. */
export const panelsSpec = (plan: BarPlan): ((inner: number) => Spec) => {
  const { categories, models, bars, width } = plan;
  const names = labelsOf(models, smallText, width * 0.28);
  const room = width * 0.75;
  const most = Math.max(1, Math.floor(room / (leastPanel + gap)));
  const columns = Math.ceil(categories.length / Math.ceil(categories.length / most));
  const panels = Map.groupBy(bars, ({ category }) => category);
  const lines = Array.from({ length: Math.ceil(categories.length / columns) }, (_, row) =>
    categories.slice(row * columns, (row + 1) * columns),
  );
  const end = endOf(bars);
  return inner => {
    const size = Math.max(leastPanel, Math.floor((inner - gap * (columns - 1)) / columns));
    const titles = labelsOf(categories, plainText, size - 4);
    return {
      spacing: 14,
      vconcat: lines.map((line, row) => ({
        spacing: gap,
        hconcat: line.map((category, column) => ({
          title: { text: titles.get(category) ?? '', offset: 4 },
          width: size,
          height: { step },
          layer: barLayers({
            rows: (panels.get(category) ?? []).map(bar =>
              barRow(bar, plan.metric, names.get(bar.model) ?? '', ''),
            ),
            y: {
              y: {
                field: 'label',
                type: 'nominal',
                scale: { domain: [...names.values()], paddingInner: 0, paddingOuter: 0.1 },
                axis:
                  column > 0
                    ? null
                    : { title: null, ticks: false, domain: false, labelPadding: 5, labelFontSize: smallText },
              },
            },
            span: size - numberRoom,
            end,
            axis: {
              title: row === lines.length - 1 && column === 0 ? `${plan.metric} (%)` : null,
              tickCount: 3,
              domain: false,
              labelFontSize: smallText,
            },
            thickness: 9,
            fontSize: smallText,
            colours: plan.colours,
          }),
        })),
      })),
    };
  };
};
