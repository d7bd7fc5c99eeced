import { EurusError } from '../../core/index.ts';
import type { LeaderboardData, ScatterData } from '../../plot/index.ts';
import type { Board } from './board.ts';

/** Every number of the board, a bar each. */
export const leaderboardOf = ({ metric, columns, lines, notes }: Board): LeaderboardData => ({
  metric,
  notes,
  bars: columns.flatMap(column =>
    lines.flatMap(({ model, numbers }) => {
      const number = numbers.get(column);
      return number === undefined ? [] : [{ model, category: column, ...number }];
    }),
  ),
});

/**
 * One column against another, for the models that have both.
 * @throws EurusError `USAGE` unless the board has two columns that one model has
 */
export const scatterOf = ({ metric, columns, lines, notes }: Board): ScatterData => {
  const [across, up] = columns;
  if (across === undefined || up === undefined || columns.length > 2) {
    throw new EurusError(
      'USAGE',
      `A scatter has two benchmarks, here are ${columns.length}: ${columns.join(', ')}.`,
      {
        hint: 'Name the one across and the one upwards: --benchmark ACROSS,UPWARDS.',
      },
    );
  }
  const both = lines.filter(({ numbers }) => numbers.has(across) && numbers.has(up));
  const mixed = new Set(both.map(({ kind }) => kind)).size > 1;
  const points = both.flatMap(({ model, kind, numbers }) => {
    const [x, y] = [numbers.get(across), numbers.get(up)];
    return x === undefined || y === undefined ? [] : [{ model, x, y, ...(mixed ? { kind } : {}) }];
  });
  if (points.length === 0) {
    throw new EurusError('USAGE', `No model has both ${across} and ${up}.`, {
      hint: 'eurus-eval table shows what each has.',
    });
  }
  const left = lines.length - both.length;
  return {
    x: `${across} ${metric}`,
    y: `${up} ${metric}`,
    points,
    notes: [
      ...notes,
      ...(left === 0 ? [] : [`Left out: ${left} of ${lines.length} models, which lack one of the two.`]),
    ],
  };
};
