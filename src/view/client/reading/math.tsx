import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Pieces } from '../text/foreign.tsx';
import type { Formula } from './formulas.ts';
import { useModule } from './lazy.ts';

const katex = () => import('./katex.ts');

/** A formula set by KaTeX, which builds elements and no HTML text; what it cannot read stays as it was written. */
export const Tex = ({ formula }: { readonly formula: Formula }) => {
  const set = useModule(katex);
  const place = useRef<HTMLSpanElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { tex, display, source } = formula;
  useLayoutEffect(() => {
    if (set !== null && place.current !== null) setProblem(set.setFormula(tex, display, place.current));
  }, [set, tex, display]);
  if (set === null || problem !== null) {
    return (
      <code class="tex" title={problem ?? undefined}>
        <Pieces text={source} />
      </code>
    );
  }
  return <span ref={place} role="math" aria-label={tex} class={display ? 'math display' : 'math'} />;
};
