import { groupsSpec } from './bar-groups.ts';
import { listSpec } from './bar-list.ts';
import { barName } from './bar-marks.ts';
import { panelsSpec } from './bar-panels.ts';
import type { BarPlan, Bars } from './bar-plan.ts';
import type { Bar } from './data.ts';
import type { Picture } from './frame.ts';
import { intervalNote, inWords, unique } from './numbers.ts';
import type { Colours } from './theme.ts';

/** Most models whose bars stand side by side, told apart by colour; more get a panel a category. */
const mostColours = 5;

/**
 * Bars across with their intervals, the best model first, categories as given. One model or one category: one list. A few models: groups of colours. More: a panel
 * for each category, the models in the same order in all.
 * @throws RangeError without a bar
 */
export const barsPicture = (input: Bars, colours: Colours, width: number): Picture => {
  const { bars, title, metric } = input;
  if (bars.length === 0) throw new RangeError('there is no number to draw');
  const models = byMean(unique(bars.map(({ model }) => model)), bars);
  const categories = unique(bars.map(({ category }) => category));
  const plan: BarPlan = { ...input, models, categories, width, colours };
  return {
    title,
    description: `${title}: ${sentences(bars, metric)}`,
    notes: intervalNote(bars),
    spec:
      models.length === 1 || categories.length === 1
        ? listSpec(plan)
        : models.length <= mostColours
          ? groupsSpec(plan)
          : panelsSpec(plan),
  };
};

/** Models by their mean over the categories that they have, best first; equal ones stay as given. */
const byMean = (models: readonly string[], bars: readonly Bar[]): readonly string[] => {
  const byModel = Map.groupBy(bars, ({ model }) => model);
  const mean = (model: string): number => {
    const its = byModel.get(model) ?? [];
    return its.reduce((sum, { value }) => sum + value, 0) / its.length;
  };
  return models.toSorted((a, b) => mean(b) - mean(a));
};

/** Most numbers that a description says before it only counts: each bar has its own. */
const mostSaid = 12;

const sentences = (bars: readonly Bar[], metric: string): string => {
  if (bars.length > mostSaid) return `${bars.length} numbers of ${metric}.`;
  return bars.map(bar => `${barName(bar)}: ${inWords(bar)}`).join('; ');
};
