import type { Cell } from '../../../core/cell.ts';
import { markNotes } from '../../../report/marks.ts';

/** What the signs beside the numbers of some cells mean, each once; nothing where there is none. */
export const Footnotes = ({ cells }: { readonly cells: readonly Cell[] }) => {
  const notes = new Map(cells.flatMap(cell => markNotes(cell).map(({ sign, meaning }) => [meaning, sign])));
  if (notes.size === 0) return null;
  return (
    <ul class="footnotes">
      {[...notes].map(([meaning, sign]) => (
        <li key={meaning}>
          <span class="sign">{sign}</span> {meaning}
        </li>
      ))}
    </ul>
  );
};
