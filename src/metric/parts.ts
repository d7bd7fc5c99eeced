import type { Metric, Part, Scores } from '../core/index.ts';
import { estimateRatio } from './estimate.ts';

/** What became of the parts of one sample's trials. */
type Tally = { passed: number; failed: number; truncated: number; trials: number };

/** Takes the parts of each trial once, in any order. */
export const partAccumulator = () => {
  const [all, kinds, families] = [newTallies(), new Map<string, Tallies>(), new Map<string, Tallies>()];
  return {
    add: (id: string, parts: readonly Part[], truncated: boolean): void => {
      note(all, id, parts, truncated);
      for (const [name, its] of Map.groupBy(parts, ({ name }) => name)) {
        note(entry(kinds, name), id, its, truncated);
      }
      for (const [family, its] of Map.groupBy(parts, ({ name }) => familyOf(name))) {
        note(entry(families, family), id, its, truncated);
      }
    },
    /** @param name what a part is called: `instruction` gives `instruction-level` */
    scores: (
      name: string,
    ): { metrics: Record<string, Metric>; groups: Record<string, Record<string, Scores>> } => {
      const whole = metricOf(all);
      if (whole === null) return { metrics: {}, groups: {} };
      return {
        metrics: { [`${name}-level`]: whole },
        groups: { [name]: scoresOf(kinds), [`${name}-family`]: scoresOf(families) },
      };
    },
  };
};

/** By sample id. */
type Tallies = Map<string, Tally>;

const newTallies = (): Tallies => new Map();

/** `keywords` of `keywords:existence`. */
const familyOf = (name: string): string => {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(0, colon);
};

const entry = (tallies: Map<string, Tallies>, name: string): Tallies => {
  const known = tallies.get(name) ?? newTallies();
  tallies.set(name, known);
  return known;
};

const note = (tallies: Tallies, id: string, parts: readonly Part[], truncated: boolean): void => {
  if (parts.length === 0) return;
  const tally = tallies.get(id) ?? { passed: 0, failed: 0, truncated: 0, trials: 0 };
  tallies.set(id, tally);
  const passed = parts.filter(part => part.passed).length;
  tally.passed += passed;
  tally.failed += parts.length - passed;
  tally.trials += 1;
  if (truncated) tally.truncated += parts.length;
};

const scoresOf = (groups: ReadonlyMap<string, Tallies>): Record<string, Scores> =>
  Object.fromEntries(
    [...groups]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, tallies]) => {
        const metric = metricOf(tallies);
        const [passed, failed, truncated] = ['passed', 'failed', 'truncated'].map(field =>
          sum([...tallies.values()].map(tally => tally[field as keyof Tally])),
        );
        const counts = { correct: passed ?? 0, incorrect: failed ?? 0, 'no-answer': 0, unscored: 0 };
        return [
          name,
          {
            metrics: metric === null ? {} : { 'pass@1': metric },
            counts: { ...counts, truncated: truncated ?? 0 },
          },
        ];
      }),
  );

/**
 * Share of the parts that passed, all parts counting the same. Parts of one sample are not independent, so the sample
 * is the unit of the error. Null when there is no part.
 */
const metricOf = (tallies: Tallies): Metric | null => {
  const samples = [...tallies].sort(([a], [b]) => compare(a, b)).map(([, tally]) => tally);
  if (samples.length === 0) return null;
  const trials = Math.min(...samples.map(tally => tally.trials));
  return estimateRatio(
    samples.map(({ passed }) => passed),
    samples.map(({ passed, failed }) => passed + failed),
    trials,
  );
};

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
