import { barsPicture } from './bars.ts';
import type { LeaderboardData } from './data.ts';
import type { Picture } from './frame.ts';
import { unique } from './numbers.ts';
import type { Colours } from './theme.ts';

/** Models on one benchmark or several, the best first. */
export const leaderboard = ({ metric, bars }: LeaderboardData, colours: Colours, width: number): Picture => {
  const benchmarks = unique(bars.map(({ category }) => category));
  const title = benchmarks.length === 1 ? `${benchmarks[0]} ${metric}` : `${metric} by benchmark`;
  return barsPicture({ metric, bars, title }, colours, width);
};
