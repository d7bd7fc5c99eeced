import type { Metric } from '../../../core/cell.ts';
import { percent } from './words.ts';

/** A number between 0 and 100 with its interval drawn below it: where it could as well be. */
export const Score = ({ metric, best = false, marks = '', title }: ScoreProps) => {
  const [low, high] = metric.ci95;
  return (
    <span class={best ? 'score best' : 'score'} title={title}>
      <span class="value">{percent(metric.value)}</span>
      <span class="marks">{marks}</span>
      <span class="interval">
        {percent(low, 0)}–{percent(high, 0)}
      </span>
      <Whisker metric={metric} />
    </span>
  );
};

type ScoreProps = {
  readonly metric: Metric;
  readonly best?: boolean;
  readonly marks?: string;
  readonly title?: string;
};

const Whisker = ({ metric: { value, ci95 } }: { readonly metric: Metric }) => {
  const at = (fraction: number): number => 100 * Math.max(0, Math.min(1, fraction));
  return (
    <svg class="whisker" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <line class="axis" x1="0" x2="100" y1="3" y2="3" />
      <line class="range" x1={at(ci95[0])} x2={at(ci95[1])} y1="3" y2="3" />
      <line class="point" x1={at(value)} x2={at(value)} y1="0" y2="6" />
    </svg>
  );
};
