import type { Counts } from '../../../core/cell.ts';
import { verdictNames } from '../../../core/verdict.ts';
import { counted, verdictWords } from './words.ts';

/** How the verdicts of a cell divide, as one bar. */
export const VerdictMix = ({ counts }: { readonly counts: Counts }) => {
  const total = verdictNames.reduce((sum, name) => sum + counts[name], 0);
  const there = verdictNames.filter(name => counts[name] > 0);
  const words = there.map(name => `${counts[name]} ${verdictWords[name]}`).join(', ');
  let x = 0;
  return (
    <svg
      class="mix"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${words} of ${counted(total, 'answer')}`}
    >
      <title>{words}</title>
      {there.map(name => {
        const width = (100 * counts[name]) / total;
        x += width;
        return <rect key={name} class={`fill-${name}`} x={x - width} y="0" width={width} height="8" />;
      })}
    </svg>
  );
};
