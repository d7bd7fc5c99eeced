import { type Cell, oneLine, type VerdictName } from '../core/index.ts';
import { renderColumns } from './columns.ts';
import type { GridOptions } from './grid.ts';
import { percent, plain, plainName } from './plain.ts';

type Opinion = { readonly grader: string; readonly verdict: VerdictName; readonly reason: string };

/** What a panel is drawn from; the pipeline's Panel is one. */
export type PanelCounts = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly graders: readonly string[];
  readonly judged: number;
  readonly differing: number;
  readonly examples: readonly { readonly key: string; readonly opinions: readonly Opinion[] }[];
  readonly file: string | null;
};

/** Longest reason shown, in characters. */
const maxReason = 200;

/** The graders of one protocol side by side: their scores, the spread, and answers they differ on with both reasons. */
export const renderPanel = (panel: PanelCounts, cells: readonly Cell[], options: GridOptions): string => {
  const { benchmark, protocol, judged, differing, examples, file } = panel;
  const scores = scoresOf(panel, cells);
  const values = scores.flatMap(({ value }) => value ?? []);
  const spread =
    values.length < 2 ? '' : `, ${percent(Math.max(...values) - Math.min(...values), 2)} points apart`;
  const more = differing - examples.length;
  return [
    `${plainName(`${benchmark}.${protocol}`)}: ${panel.graders.length} graders${spread}; they differ on ${differing} of ${judged} answers`,
    indented(
      renderColumns(
        scores.map(({ grader, value, note }) => ({
          grader,
          'pass@1': value === null ? '–' : percent(value, 2).padStart(6),
          note,
        })),
        { width: options.width - 2 },
      ),
    ),
    ...examples.map(({ key, opinions }) => exampleText(key, opinions, options)),
    ...(more > 0 ? [`  and ${more} more${file === null ? '; --out DIR keeps them all' : `: ${file}`}`] : []),
    ...(more <= 0 && differing > 0 && file !== null ? [`  kept in ${file}`] : []),
  ].join('\n');
};

type Score = { readonly grader: string; readonly value: number | null; readonly note: string };

/** Highest first; graders that could score nothing last. */
const scoresOf = ({ benchmark, protocol, graders }: PanelCounts, cells: readonly Cell[]): readonly Score[] =>
  graders
    .map(grader => {
      const cell = cells.find(
        one => one.benchmark === benchmark && one.protocol === protocol && one.grader === grader,
      );
      const unscored = cell?.counts.unscored ?? 0;
      const note = unscored === 0 ? '' : `${unscored} unscored`;
      return { grader, value: cell?.metrics['pass@1']?.value ?? null, note };
    })
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));

/** Each side with the graders that took it; graders of one verdict and reason share a line. */
const exampleText = (key: string, opinions: readonly Opinion[], { width }: GridOptions): string => {
  const sides = Map.groupBy(opinions, ({ verdict, reason }) => JSON.stringify([verdict, reason]));
  const rows = [...sides.values()].flatMap(side => {
    const [first] = side;
    if (first === undefined) return [];
    const graders = side.map(({ grader }) => grader).join(', ');
    return [{ verdict: first.verdict, graders, reason: oneLine(plain(first.reason), maxReason) }];
  });
  const sorted = rows.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return `  ${plain(key)}\n${indented(indented(renderColumns(sorted, { width: width - 4 })))}`;
};

const order: readonly VerdictName[] = ['correct', 'incorrect', 'no-answer', 'unscored'];

const indented = (text: string): string =>
  text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
