export type { ProgressCounts, TaskCounts } from './counts.ts';
export { isFinished, judgedOf } from './counts.ts';
export { duration } from './duration.ts';
export { renderProgressLine } from './line.ts';
export { type PanelOptions, type PanelView, renderProgressPanel, type Wait } from './panel.ts';
export { type RecentRates, recentRates } from './recent-rates.ts';
export { type IntervalOf, runningScore } from './running-score.ts';
export type { PanelStyle } from './style.ts';
export { widthOf } from './width.ts';
