import type { Bar } from './data.ts';
import type { Colours } from './theme.ts';

/** What a picture of bars is made of. */
export type Bars = {
  readonly metric: string;
  readonly bars: readonly Bar[];
  readonly title: string;
};

/** The same with its models and categories in the order in which they are drawn. */
export type BarPlan = Bars & {
  readonly models: readonly string[];
  readonly categories: readonly string[];
  readonly width: number;
  readonly colours: Colours;
};
